.PHONY: install venv run test test-deep lint format clean
DATA ?= candles

install:
	@node scripts/setup.mjs
venv: install
	@echo "There is no virtual environment any more: make install installs what the lock file asks for."
run:
	@./keel run --market replay --data "$(DATA)"
test:
	@npm test --silent
test-deep:
	@node scripts/setup.mjs
	@npm run -s test-deep
lint:
	@node scripts/setup.mjs
	@npm run -s lint
format:
	@node scripts/setup.mjs
	@npm run -s format
clean:
	@rm -rf .local coverage

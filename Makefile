.PHONY: install run test lint format test-deep clean
install:
	@node scripts/setup.mjs
run:
	@npm start --silent -- run
test:
	@npm test --silent
lint:
	@node scripts/setup.mjs
	@npm run -s lint
format:
	@node scripts/setup.mjs
	@npm run -s format
test-deep:
	@node scripts/setup.mjs
	@npm run -s test-deep
clean:
	@rm -rf .local coverage

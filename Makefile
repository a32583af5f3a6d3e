# xcapd: make, make run, make test, make install. SAN=1 builds with sanitizers.
#
# One file, no recursion. Objects mirror the tree below $(OUT); what is generated (schemas and SQL
# as C++ text) lies in $(OUT)/gen.

PREFIX  ?= /usr/local
DESTDIR ?=
SHARE    = $(PREFIX)/share/xcapd
SYSTEMD  = $(PREFIX)/lib/systemd
PORT    ?= 8080
TLS_PORT ?= 8443
COMPAT  ?= rfc

MAKEFLAGS += --no-builtin-rules --jobs=$(shell nproc)
SHELL := /bin/bash

VERSION := $(shell sed -n 's/^## \([0-9][0-9.]*\).*/\1/p' CHANGELOG.md | head -n 1)

# DATABASES: on which the suites run (test/run.py). Unit tests meet all of them in any case.
ifeq ($(SAN),1)
OUT := build/san
DATABASES ?= sqlite
OPTIMIZE := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
else
OUT := build
DATABASES ?= sqlite mysql postgresql
OPTIMIZE := -O2 -D_FORTIFY_SOURCE=2
endif

# Asked for once, at the first use: on a bare machine `make run` installs pkg-config first.
PACKAGES = libxml-2.0 sqlite3 mysqlclient libpq libcrypto fcgi
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags $(PACKAGES)))$(PKG_CFLAGS)
PKG_LIBS   = $(eval PKG_LIBS := $$(shell pkg-config --libs $(PACKAGES)))$(PKG_LIBS)

CXX      := g++
# -g1: the lines of a backtrace. Variables too (-g) would be a third more of the compiler's time.
CXXFLAGS += -std=c++20 -g1 $(OPTIMIZE) -fPIE -fstack-protector-strong \
            -Wall -Wextra -Wpedantic -Werror -Wshadow -Wold-style-cast -Wnon-virtual-dtor
CPPFLAGS += -Icommon -Ifcgi-worker -Itest -isystem /usr/include/libxml2 -DXCAPD_VERSION='"$(VERSION)"'
LDFLAGS  += -pie -Wl,-z,relro,-z,now
LDLIBS    = $(PKG_LIBS) -lboost_program_options

DIALECTS  := sqlite3 mysql postgresql
SCHEMAS   := $(sort $(wildcard common/usages/schemas/*.xsd))
GENERATED := $(OUT)/gen/embedded_schemas.cc $(OUT)/gen/embedded_sql.cc \
             $(OUT)/gen/installed_share.cc
COMMON    := $(sort $(shell find common -name '*.cc'))
WORKER    := $(sort $(wildcard fcgi-worker/*.cc))
UNIT      := $(sort $(shell find test/unit -name '*.cc'))
SUITE     := $(sort $(shell find test/conformance -name '*.cc'))
USAGE_FILES := $(sort $(wildcard test/usages/*/*.txt test/usages/*/*.xml))
LOAD      := $(sort $(wildcard test/bench/load/*.cc))

object = $(patsubst %.cc,$(OUT)/obj/%.o,$(1))
COMMON_OBJECTS := $(call object,$(COMMON)) $(patsubst $(OUT)/gen/%.cc,$(OUT)/obj/gen/%.o,$(GENERATED))
WORKER_OBJECTS := $(call object,$(WORKER))
# cgi.cc: what it makes of headers that came twice is a question of trust.
UNIT_OBJECTS   := $(call object,$(UNIT) fcgi-worker/cgi.cc) $(OUT)/obj/gen/usage_files.o
SUITE_OBJECTS  := $(call object,$(SUITE)) $(OUT)/obj/gen/usage_files.o
LOAD_OBJECTS   := $(call object,$(LOAD))
ALLOCATIONS_OBJECTS := $(call object,$(sort $(wildcard test/bench/allocations/*.cc)) \
                         $(filter-out %/main.cc,$(LOAD)))
FUZZERS := $(sort $(filter-out run_seeds,$(basename $(notdir $(wildcard test/fuzz/*.cc)))))
FUZZ_SUPPORT := test/unit/support/random_xml test/unit/support/xpath fcgi-worker/cgi
SEED_RUNNERS := $(addprefix $(OUT)/fuzz-,$(FUZZERS))
BENCH := $(addprefix $(OUT)/,xcap-bench bench-allocations bench-hello bench-parse-times)

.PHONY: FORCE all run test fault mutations bench fuzz unit conformance install clean deps-build deps-run deps-fuzz deps-test deps-peers format
.DELETE_ON_ERROR:

all: $(OUT)/xcapd $(OUT)/xcap-bench

# --- what Debian 12 needs; `make run` and `make test` install what is missing -------------------

BUILD_PACKAGES := g++ pkg-config libfcgi-dev libxml2-dev libsqlite3-dev libssl-dev \
                  libboost-program-options-dev default-libmysqlclient-dev libpq-dev nlohmann-json3-dev
# procps: the service unit reloads with /bin/kill.
RUN_PACKAGES   := nginx-light openssl curl procps
# For /docs and /redoc (nginx/www/README.md). One from elsewhere will do, and keeps Debian's out: 400
# packages of 54 MB, half of it node itself.
NPM_PACKAGES    = $(if $(shell command -v npm),,npm)
FUZZ_PACKAGES  := clang-14 libclang-rt-14-dev doctest-dev python3
# Of MariaDB the programs alone, without the package that makes a service of them.
TEST_PACKAGES  := doctest-dev python3 libxml2-utils libcurl4-openssl-dev systemd \
                  mariadb-server-core mariadb-client-core postgresql chromium
# The XCAP server that `make bench PEERS=1` measures.
PEER_PACKAGES  := kamailio kamailio-xml-modules kamailio-presence-modules kamailio-mysql-modules

deps-build:
	@init/install-packages $(BUILD_PACKAGES)
deps-run:
	@init/install-packages $(BUILD_PACKAGES) $(RUN_PACKAGES)
	@init/install-packages $(NPM_PACKAGES) || true
deps-fuzz:
	@init/install-packages $(BUILD_PACKAGES) $(FUZZ_PACKAGES)
deps-test:
	@init/install-packages $(BUILD_PACKAGES) $(RUN_PACKAGES) $(NPM_PACKAGES) $(TEST_PACKAGES)
# Behind the others: apt-get runs once at a time. A service that comes with it stays off, now and at
# the next boot; one that was there before is left alone.
deps-peers: deps-test
	@if [ -e /usr/sbin/kamailio ]; then init/install-packages $(PEER_PACKAGES); \
	else init/install-packages $(PEER_PACKAGES) && \
	    { $$([ $$(id -u) -eq 0 ] || echo sudo) systemctl disable --quiet kamailio || true; }; fi

# Objects wait for the packages only where a goal asked for them.
ifneq ($(filter test fault mutations conformance bench,$(MAKECMDGOALS)),)
NEEDED := deps-test
else ifneq ($(filter fuzz,$(MAKECMDGOALS)),)
NEEDED := deps-fuzz
else ifneq ($(filter run,$(MAKECMDGOALS)),)
NEEDED := deps-run
endif

# --- build ------------------------------------------------------------------------------------

$(OUT)/xcapd: $(WORKER_OBJECTS) $(OUT)/libxcap.a
	$(CXX) $(CXXFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(OUT)/unit-tests: $(UNIT_OBJECTS) $(OUT)/libxcap.a
	$(CXX) $(CXXFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(OUT)/xcap-conformance: $(SUITE_OBJECTS) $(OUT)/libxcap.a
	$(CXX) $(CXXFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcurl

$(OUT)/xcap-bench: $(LOAD_OBJECTS) $(OUT)/libxcap.a
	$(CXX) $(CXXFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(OUT)/bench-allocations: $(ALLOCATIONS_OBJECTS) $(OUT)/libxcap.a
	$(CXX) $(CXXFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(OUT)/bench-hello: $(call object,test/bench/hello.cc)
	$(CXX) $(CXXFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(OUT)/bench-parse-times: $(call object,test/bench/parse_times.cc)
	$(CXX) $(CXXFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# A fuzz target without libFuzzer: runs the files it is given.
$(SEED_RUNNERS): $(OUT)/fuzz-%: $(OUT)/obj/test/fuzz/%.o $(OUT)/obj/test/fuzz/run_seeds.o \
                 $(FUZZ_SUPPORT:%=$(OUT)/obj/%.o) $(OUT)/libxcap.a
	$(CXX) $(CXXFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(OUT)/obj/test/fuzz/%.o: private CPPFLAGS += -DDOCTEST_CONFIG_DISABLE

$(OUT)/libxcap.a: $(COMMON_OBJECTS)
	rm -f $@
	ar rcs $@ $^

# The standard headers, parsed once: a third of a first build's time. For g++ alone, and not under
# sanitizers, so that one build proves that every file includes what it uses. It lies where -I meets
# it before its source: one that does not fit (another compiler, other flags) is passed over.
ifeq ($(SAN),)
ifneq ($(filter g++%,$(lastword $(CXX))),)
PRECOMPILED := $(OUT)/obj/common/base/precompiled.h.gch
USE_PRECOMPILED := -I$(OUT)/obj/common -include base/precompiled.h -Winvalid-pch -Wno-error=invalid-pch
endif
endif

$(OUT)/obj/common/base/precompiled.h.gch: common/base/precompiled.h Makefile | $(NEEDED)
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(PKG_CFLAGS) $(CXXFLAGS) -x c++-header -o $@ $<

COMPILE = $(CXX) $(USE_PRECOMPILED) $(CPPFLAGS) $(PKG_CFLAGS) $(CXXFLAGS) -MMD -MP -c -o $@ $<

# A change of this file (flags, version) rebuilds all.
$(OUT)/obj/%.o: %.cc Makefile $(PRECOMPILED) | $(NEEDED)
	@mkdir -p $(@D)
	$(COMPILE)

$(OUT)/obj/gen/%.o: $(OUT)/gen/%.cc Makefile $(PRECOMPILED) | $(NEEDED)
	@mkdir -p $(@D)
	$(COMPILE)

# Files as a table of constants: namespace, header, type, name, files, their folder.
define embed
@mkdir -p $(@D)
@{ echo '// Generated from $(6) by the Makefile.'; \
   echo '#include "$(2)"'; \
   echo 'namespace $(1) {'; \
   echo 'namespace { constexpr $(3) files[] = {'; \
   for f in $(5); do printf '{"%s", R"~~~(' "$${f#$(6)/}"; cat "$$f"; echo ')~~~"},'; done; \
   echo '}; }'; \
   echo 'extern const std::span<const $(3)> $(4) = files;'; \
   echo '}'; } > $@
endef

$(OUT)/gen/embedded_schemas.cc: $(SCHEMAS) Makefile
	$(call embed,xcapd,usages/registry.h,xml::SchemaText,embedded_schemas,$(SCHEMAS),common/usages/schemas)

# The documents that xcap-conformance proves application usages with.
$(OUT)/gen/usage_files.cc: $(USAGE_FILES) Makefile
	$(call embed,conformance,conformance/usage_tables.h,DataFile,usage_files,$(USAGE_FILES),test/usages)

$(OUT)/gen/embedded_sql.cc: $(DIALECTS:%=sql/schema.%.sql) $(DIALECTS:%=sql/own.%.sql) Makefile
	@mkdir -p $(@D)
	@{ echo '// Generated from sql/ by the Makefile.'; \
	   echo '#include <string_view>'; \
	   echo 'namespace xcapd {'; \
	   for d in $(DIALECTS); do for f in schema:schema own:own_tables; do \
	     name="$${d%3}_$${f#*:}"; \
	     printf 'extern const std::string_view %s;\n' "$$name"; \
	     printf 'const std::string_view %s = R"~~~(' "$$name"; \
	     cat sql/$${f%:*}.$$d.sql; echo ')~~~";'; done; done; \
	   echo '}'; } > $@

# Asked for always and written only when it changes: `make install PREFIX=…` links anew.
$(OUT)/gen/installed_share.cc: FORCE
	@mkdir -p $(@D)
	@{ echo '// Generated from PREFIX by the Makefile.'; \
	   echo '#include "admin/nginx_config.h"'; \
	   echo 'namespace xcapd {'; \
	   echo 'extern const std::string_view installed_share = R"~~~($(SHARE))~~~";'; \
	   echo '}'; } > $@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
FORCE:

-include $(shell find $(OUT)/obj -name '*.d' 2>/dev/null)

# --- run, test, install -----------------------------------------------------------------------

# What nginx serves at /, /docs and /redoc. Fetched once; without npm the rest is served all the same,
# and only the tests insist.
WWW := build/www

$(WWW)/.complete: $(wildcard nginx/www/*) init/make-pages init/npm-packages CHANGELOG.md | $(NEEDED)
	@init/make-pages build $(VERSION)

build/test-web-packages/package-lock.json: test/web/package-lock.json init/npm-packages | $(NEEDED)
	@init/npm-packages test/web $(@D) && touch $@

run: deps-run $(OUT)/xcapd $(WWW)/.complete
	@WWW=$(abspath $(WWW)) PORT=$(PORT) TLS_PORT=$(TLS_PORT) COMPAT=$(COMPAT) XCAPD=$(abspath $(OUT)/xcapd) exec init/demo

test: deps-test $(OUT)/xcapd $(OUT)/unit-tests $(OUT)/xcap-conformance $(BENCH) $(SEED_RUNNERS) \
      $(WWW)/.complete build/test-web-packages/package-lock.json
	@OUT=$(abspath $(OUT)) DATABASES="$(DATABASES)" python3 test/run.py $(TEST_ARGS)

conformance: deps-test $(OUT)/xcap-conformance

# The history checker for longer, on each database, and the faults it must find.
fault: deps-test $(OUT)/xcapd
	@for database in $(DATABASES); do \
	    OUT=$(abspath $(OUT)) PYTHONPATH=test XCAPD_TEST_DATABASE=$$database \
	    XCAPD_TEST_SECONDS=$(SECONDS) python3 test/run.py --module fault/test_history || exit 1; \
	done
mutations: deps-test
	+@CXX="$(CXX)" python3 test/fault/mutations.py $(NAMES)

# SECONDS_PER_CASE=, ROUNDS=, CASES="get-document/2k entry", WORKERS=8, SOAK=100000, JSON=1, PEERS=1;
# DATABASES only where it is asked for: the default is SQLite.
bench: deps-test $(if $(PEERS),deps-peers) $(OUT)/xcapd $(BENCH)
	@OUT=$(abspath $(OUT)) PEERS="$(PEERS)" \
	    DATABASES="$(if $(filter file,$(origin DATABASES)),sqlite,$(DATABASES))" \
	    python3 test/bench/bench.py

# --- fuzzing: make fuzz SECONDS=600 FUZZERS="uri document" ---------------------------------------
#
# Seconds are of CPU time, for each target. What libFuzzer finds new is kept in build/fuzz/corpus;
# what breaks a property in build/fuzz/findings, with its log beside it.

SECONDS     ?= 60
FUZZ_CXX    ?= clang++-14
FUZZ_FLAGS  := -std=c++20 -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
               -fno-omit-frame-pointer -Wall -Wextra -Werror
FUZZ_COMMON := $(COMMON:%.cc=build/fuzz/obj/%.o) build/fuzz/obj/gen/embedded_schemas.o \
               build/fuzz/obj/gen/embedded_sql.o $(FUZZ_SUPPORT:%=build/fuzz/obj/%.o)

fuzz: $(FUZZERS:%=fuzz-%)

.PHONY: $(FUZZERS:%=fuzz-%)
$(FUZZERS:%=fuzz-%): fuzz-%: build/fuzz/%
	@python3 test/fuzz/fuzz.py build/fuzz $* $(SECONDS)

$(FUZZERS:%=build/fuzz/%): build/fuzz/%: build/fuzz/obj/test/fuzz/%.o build/fuzz/libxcap.a
	$(FUZZ_CXX) $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $^ $(LDLIBS)

build/fuzz/libxcap.a: $(FUZZ_COMMON)
	rm -f $@
	ar rcs $@ $^

build/fuzz/obj/gen/%.o: $(OUT)/gen/%.cc Makefile | $(NEEDED)
	@mkdir -p $(@D)
	$(FUZZ_CXX) $(CPPFLAGS) $(PKG_CFLAGS) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -c -o $@ $<

build/fuzz/obj/%.o: %.cc Makefile | $(NEEDED)
	@mkdir -p $(@D)
	$(FUZZ_CXX) $(CPPFLAGS) -DDOCTEST_CONFIG_DISABLE $(PKG_CFLAGS) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

-include $(shell find build/fuzz/obj -name '*.d' 2>/dev/null)

unit: $(OUT)/unit-tests
	$(OUT)/unit-tests

format:
	clang-format -i $$(git ls-files '*.cc' '*.h')

# An installed configuration is the operator's and stays as it is; the sample lies beside it.
install: $(OUT)/xcapd $(OUT)/xcap-bench $(WWW)/.complete
	install -D -m 755 $(OUT)/xcapd $(DESTDIR)$(PREFIX)/sbin/xcapd
	install -D -m 755 $(OUT)/xcap-bench $(DESTDIR)$(PREFIX)/bin/xcap-bench
	install -d $(DESTDIR)$(SHARE)/nginx $(DESTDIR)/etc/xcapd/nginx $(DESTDIR)$(SYSTEMD)/system
	install -D -m 644 -t $(DESTDIR)$(SHARE) etc/config.ini
	install -m 644 -t $(DESTDIR)$(SHARE)/nginx nginx/xcapd_*.conf
	install -D -m 644 -t $(DESTDIR)$(SHARE)/www $(WWW)/*.html
	install -D -m 644 -t $(DESTDIR)$(SHARE)/www/docs $(WWW)/docs/*
	install -D -m 644 -t $(DESTDIR)$(SHARE)/sql sql/*
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man1 man/xcap-bench.1
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man5 man/xcapd.conf.5
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man7 man/xcapd-*.7
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man8 man/xcapd.8
	sed 's|@SBINDIR@|$(PREFIX)/sbin|' init/xcapd.service >$(DESTDIR)$(SYSTEMD)/system/xcapd.service
	install -m 644 -t $(DESTDIR)$(SYSTEMD)/system init/xcapd.socket
	install -D -m 644 init/sysusers.conf $(DESTDIR)$(PREFIX)/lib/sysusers.d/xcapd.conf
	install -D -m 644 init/tmpfiles.conf $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/xcapd.conf
	[ -e $(DESTDIR)/etc/xcapd/config.ini ] || \
	    install -m 640 etc/config.ini $(DESTDIR)/etc/xcapd/config.ini

clean:
	rm -rf build

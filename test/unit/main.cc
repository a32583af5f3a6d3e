// Entry of the unit tests; every other file here mirrors one of common/.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

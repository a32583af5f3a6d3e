// Refuses a libxml2 whose positions xcapd cannot use.
//
// All edits lean on where libxml2 says it stands in its callbacks (verified on 2.9.14), which its
// documentation does not promise. So a start of xcapd parses prepared documents and compares every
// span; a libxml2 that differs stops the start instead of corrupting a document.
#pragma once

#include <string>

namespace xcapd::xml {

/// RETURNS an empty string, or what does not hold.
std::string self_test();

}  // namespace xcapd::xml

// libxml2's parser on bytes in memory, kept from one document to the next: its context, dictionary
// and stacks cost more to make than a small document to parse. Private to xml/.
#pragma once

#include <string>

#include "xml/libxml.h"

namespace xcapd::xml {

/// The parser of this thread, at the beginning of `bytes`, with XCAP's options and no handlers.
/// Of one parse at a time: what an earlier call returned ends here. `bytes` must stay as they are
/// until the parse is done: they are read in place. nullptr: there is nothing to parse. THROWS
/// std::bad_alloc; when the parse is done, is_short_of_memory() tells whether it had enough.
xmlParserCtxt* begin_parse(const std::string& bytes);

}  // namespace xcapd::xml

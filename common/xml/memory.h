// What libxml2 allocates, and what becomes of it when there is too little. Private to xml/.
//
// libxml2 2.9 is not made for that: some of its functions go on without what they could not
// allocate and take a name for missing or a document for invalid, and its schema validator follows
// null pointers. So a shortage is noted here whatever libxml2 makes of it; what is small it still
// gets, from a reserve; and its result is thrown away.
#pragma once

namespace xcapd::xml {

/// Puts itself between libxml2 and its allocator, whichever that is. Once, before the first use.
void watch_memory();

/// Whether an allocation failed on this thread since forget_shortage(): libxml2's, or one of what
/// libxml2 calls on our side, which must not throw through it and says note_shortage().
bool is_short_of_memory();
void forget_shortage();
void note_shortage();

}  // namespace xcapd::xml

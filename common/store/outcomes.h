// What is done about a statement that failed. The drivers say what is known of it (Fate), and this
// table what follows; sql_store.cc is driven by it.
//
//   event                                    fate        a read        a write
//   no connection: refused, host gone,       not done    503           503
//     too many connections
//   connection lost before, during or        unknown     once more,    read back
//     behind the statement; server                       on a new
//     restarted; no answer in time                       connection
//   deadlock, serialisation failure, lock    repeatable  once more     again, until
//     time-out; connection lost before the                             write_timeout
//     statement was sent
//   read-only: the server, the database or   refused     503           once more, on a new
//     this session, which may be older than                            connection
//     that
//   disk full, statement cancelled by the    not done    503           503
//     server
//
// Read back: the new tag is stored: done. The expected one: the write is repeated; should the lost
// one still arrive, its tag does not match any more. Anything else, and nothing too, which guards
// no second attempt: 503, never repeated. Where write_timeout is over by then, as behind an answer
// that never came, it is 503 unread.
#pragma once

#include "store/store.h"

namespace xcapd {

enum class Action { give_up, repeat, repeat_once, read_back };

/// Reads are repeated once at most, writes until their time is over unless it says otherwise.
Action action_after(Fate fate, bool is_write);

enum class WriteState { done, not_done, unknown };

/// What a tag that was read back tells of `change`; nothing: there is no such document.
WriteState state_of(const Change& change, const std::optional<std::string>& stored_etag);

}  // namespace xcapd

// Concurrent writers (RFC 9110 13.1, RFC 4825 8.2.6): what is acknowledged is there.
#include <algorithm>
#include <thread>

#include "conformance/session.h"

namespace conformance {
namespace {

// Runs `work` in so many threads, each with a session of its own. RETURNS their statuses, sorted.
template <class Work>
std::vector<long> together(const Session& session, int threads, Work work) {
    std::vector<long> statuses(static_cast<std::size_t>(threads));
    std::vector<std::thread> running;
    for (int i = 0; i < threads; ++i)
        running.emplace_back([&, i] {
            Session mine(session.target());
            try {
                statuses[static_cast<std::size_t>(i)] = work(mine, i);
            } catch (const std::exception&) {
                statuses[static_cast<std::size_t>(i)] = 0;  // no answer
            }
        });
    for (auto& thread : running) thread.join();
    std::sort(statuses.begin(), statuses.end());
    return statuses;
}

void expect_one_winner(const std::vector<long>& statuses, long success) {
    std::string all;
    for (const long status : statuses) all += std::to_string(status) + " ";
    expect(std::count(statuses.begin(), statuses.end(), success) == 1 &&
               std::count(statuses.begin(), statuses.end(), 412) ==
                   static_cast<long>(statuses.size()) - 1,
           "one of them is done, the others are 412: " + all);
}

std::string sample(const Session& session) {
    return "<root xmlns=\"" + session.app_namespace() + "\"><a/></root>";
}

}  // namespace

void add_race_cases(std::vector<Case>& cases) {
    Group group(cases, "races");
    group.add("8.2.6", "of 8 replacements with one entity tag one is done", [](Session& session) {
        for (int round = 0; round < 5; ++round) {
            const auto document = session.start(sample(session));
            const auto etag = session.get(document).etag();
            const auto& type = session.target().app.media_type;
            expect_one_winner(
                together(session, 8,
                         [&](Session& mine, int i) {
                             return mine
                                 .put(document, type,
                                      "<root xmlns=\"x\" n=\"" + std::to_string(i) + "\"/>",
                                      {{"If-Match", etag}})
                                 .status;
                         }),
                200);
        }
    });
    group.add("8.2.6", "of 8 creations with If-None-Match: * one is done", [](Session& session) {
        for (int round = 0; round < 5; ++round) {
            const auto document = session.start(sample(session));
            expect_status(session.remove(document), {200, 204}, "DELETE");
            const auto& type = session.target().app.media_type;
            expect_one_winner(
                together(session, 8,
                         [&](Session& mine, int) {
                             return mine.put(document, type, sample(mine), {{"If-None-Match", "*"}})
                                 .status;
                         }),
                201);
        }
    });
    group.add("8.2.6", "of 8 insertions with one entity tag one is done", [](Session& session) {
        const auto document = session.start(sample(session));
        const auto etag = session.get(document).etag();
        expect_one_winner(together(session, 8,
                                   [&](Session& mine, int i) {
                                       const std::string n = std::to_string(i);
                                       return mine
                                           .put(Session::node(document, "root/b[@n=\"" + n + "\"]"),
                                                element_type, "<b n=\"" + n + "\"/>",
                                                {{"If-Match", etag}})
                                           .status;
                                   }),
                          201);
    });
    group.add("8.2.3", "of 1,000 insertions by 20 writers none is lost", [](Session& session) {
        constexpr int writers = 20;
        constexpr int each = 50;
        const auto document = session.start(sample(session));
        const auto statuses = together(session, writers, [&](Session& mine, int i) {
            for (int k = 0; k < each; ++k) {
                const std::string n = std::to_string(i) + "-" + std::to_string(k);
                const auto reply = mine.put(Session::node(document, "root/b[@n=\"" + n + "\"]"),
                                            element_type, "<b n=\"" + n + "\"/>");
                if (reply.status != 201) return reply.status;
            }
            return 201L;
        });
        for (const long status : statuses)
            expect(status == 201, "every insertion is acknowledged, not " + std::to_string(status));
        const auto stored = session.get(document).body;
        for (int i = 0; i < writers; ++i)
            for (int k = 0; k < each; ++k) {
                const std::string element =
                    "<b n=\"" + std::to_string(i) + "-" + std::to_string(k) + "\"/>";
                expect(stored.find(element) != stored.npos, element + " was acknowledged");
            }
    });
}

}  // namespace conformance

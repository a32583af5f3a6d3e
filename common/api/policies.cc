#include "api/collection.h"
#include "api/handlers.h"

namespace xcapd::api {
namespace {

struct Policies {
    using Value = Policy;
    static constexpr std::string_view title = "Policy";

    struct Writer {
        explicit Writer(const AddressbookDocument&) {}
        void write(JsonWriter& out, const Policy& policy) const { api::write(out, policy); }
    };

    static auto all(const AddressbookDocument& book) { return book.policies(); }
    static auto find(const AddressbookDocument& book, std::string_view id) {
        return book.policy(id);
    }
    static auto without(const AddressbookDocument& book, std::string_view id) {
        return book.without_policy(id);
    }
    static Policy of(const Json& body, Nulls nulls) { return policy_of(body, nulls); }
    static void settle(const AddressbookDocument&, Policy&, const Policy*, const Json&) {}
    static void complete(const AddressbookDocument&, Policy&, const Policy*) {}
};

}  // namespace

http::Response get_policies(const Call& call, const Json&) { return get_list<Policies>(call); }
http::Response add_policy(const Call& call, const Json& body) { return add<Policies>(call, body); }
http::Response get_policy(const Call& call, const Json&) { return get_one<Policies>(call); }
http::Response update_policy(const Call& call, const Json& body) {
    return update<Policies>(call, body);
}
http::Response patch_policy(const Call& call, const Json& body) {
    return patch<Policies>(call, body);
}
http::Response delete_policy(const Call& call, const Json&) { return remove<Policies>(call); }

}  // namespace xcapd::api

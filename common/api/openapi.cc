#include "api/openapi.h"

#include <algorithm>

#include "api/json.h"
#include "api/objects.h"
#include "api/routes.h"
#include "base/ascii.h"

namespace xcapd::api {
namespace {

std::string words_of(std::string_view name) {
    std::string out;
    bool is_first = true;
    for (const char c : name) {
        out += c == '_' ? ' ' : is_first ? ascii::upper({&c, 1})[0] : c;
        is_first = c == '_';
    }
    return out;
}

// FastAPI's: name of the function, path, method, so that generated clients keep their names.
std::string operation_id(const Route& route) {
    std::string id = std::string(route.name) + std::string(base_path) + std::string(route.path);
    std::replace_if(
        id.begin(), id.end(), [](char c) { return !ascii::is_alpha(c) && !ascii::is_digit(c); },
        '_');
    return id + "_" + ascii::lower(route.method);
}

Json reference(const Object& object) {
    return {{"$ref", "#/components/schemas/" + std::string(object.name)}};
}

Json type_of(std::string_view type, bool may_be_null) {
    return may_be_null ? Json::array({type, "null"}) : Json(type);
}

Json strings(std::span<const std::string_view> words) {
    Json list = Json::array();
    for (const auto word : words) list.push_back(word);
    return list;
}

Json string_schema(const Field& field) {
    Json schema = {{"type", type_of("string", field.may_be_null)}};
    if (!field.allowed.empty()) schema["enum"] = strings(field.allowed);
    if (field.min != 0) schema["minLength"] = field.min;
    if (field.max != 0) schema["maxLength"] = field.max;
    if (field.format != nullptr) schema["pattern"] = field.format->pattern;
    return schema;
}

Json list_schema(const Field& field, Json items) {
    Json schema = {{"type", type_of("array", field.may_be_null)}, {"items", std::move(items)}};
    if (field.max != 0) schema["maxItems"] = field.max;
    return schema;
}

Json typed_schema(const Field& field) {
    switch (field.type) {
        case Type::string: return string_schema(field);
        case Type::boolean: return {{"type", "boolean"}};
        case Type::list: return list_schema(field, reference(*field.of));
        case Type::object:
            if (!field.may_be_null) return reference(*field.of);
            return {{"anyOf", Json::array({reference(*field.of), {{"type", "null"}}})}};
        case Type::attributes:
            return {{"type", type_of("object", field.may_be_null)},
                    {"additionalProperties",
                     {{"type", Json::array({"string", "number", "boolean", "null"})}}}};
        case Type::location:
            return list_schema(field, {{"type", Json::array({"string", "integer"})}});
    }
    return {};
}

Json schema_of(const Field& field) {
    auto schema = typed_schema(field);
    schema["title"] = words_of(field.name);
    if (!field.help.empty()) schema["description"] = field.help;
    if (!field.when_absent.empty()) schema["default"] = Json::parse(field.when_absent);
    if (!field.example.empty()) schema["examples"] = Json::array({Json::parse(field.example)});
    if (field.is_read_only) schema["readOnly"] = true;
    return schema;
}

Json schema_of(const Object& object) {
    Json schema = {{"title", object.name}, {"type", "object"}};
    if (!object.help.empty()) schema["description"] = object.help;
    Json required = Json::array();
    Json properties = Json::object();
    for (const auto& field : object.fields) {
        if (field.is_required) required.push_back(field.name);
        properties[std::string(field.name)] = schema_of(field);
    }
    if (!required.empty()) schema["required"] = std::move(required);
    schema["properties"] = std::move(properties);
    return schema;
}

Json example_of(const Object& object) {
    Json example = Json::object();
    for (const auto& field : object.fields) {
        const std::string name(field.name);
        if (!field.example.empty()) {
            example[name] = Json::parse(field.example);
        } else if (field.type == Type::object && !field.is_read_only) {
            example[name] = example_of(*field.of);
        } else if (field.type == Type::list) {
            example[name] = Json::array({example_of(*field.of)});
        } else if (!field.when_absent.empty()) {
            example[name] = Json::parse(field.when_absent);
        }
    }
    return example;
}

Json content(std::string_view type, Json schema, Json example) {
    return {{std::string(type), {{"schema", std::move(schema)}, {"example", std::move(example)}}}};
}

Json body_of(const Route& route) {
    if (route.kind == Body::json)
        return {{"required", true},
                {"content",
                 content("application/json", reference(*route.body), example_of(*route.body))}};
    const Json schema = {
        {"type", "object"},
        {"description", "JSON Merge Patch (RFC 7396) of " + std::string(route.body->name)}};
    const Json example = {{"name", "Robert"}, {"attributes", {{"company", nullptr}}}};
    auto types = content("application/merge-patch+json", schema, example);
    types.update(content("application/json", schema, example));
    return {{"required", true}, {"content", std::move(types)}};
}

Json parameters_of(const Route& route) {
    Json list = Json::array();
    for (auto path = route.path; path.find('{') != path.npos;) {
        path.remove_prefix(path.find('{') + 1);
        const std::string name(path.substr(0, path.find('}')));
        Json schema = {{"type", "string"}, {"title", words_of(name)}};
        Json parameter = {{"name", name}, {"in", "path"}, {"required", true}};
        if (name == "user") {
            schema["pattern"] = user_format.pattern;
            parameter["example"] = "user@example.com";
        }
        parameter["schema"] = std::move(schema);
        list.push_back(std::move(parameter));
    }
    for (const auto& query : route.query) {
        Json schema = {{"type", query.is_number ? "integer" : "string"}};
        if (query.is_number)
            schema.update({{"minimum", query.min}, {"maximum", query.max}});
        else
            schema["maxLength"] = query.max;
        list.push_back({{"name", query.name},
                        {"in", "query"},
                        {"required", false},
                        {"description", query.help},
                        {"schema", std::move(schema)}});
    }
    const auto header = [&](const char* name, const char* help) {
        list.push_back({{"name", name},
                        {"in", "header"},
                        {"required", false},
                        {"description", help},
                        {"schema", {{"type", "string"}}}});
    };
    header("If-Match", "only if this is the ETag of the user's document");
    header("If-None-Match", "only if this is not the ETag of the user's document");
    if (route.kind != Body::none) header("Prefer", "return=minimal: 204 without a body");
    return list;
}

Json tag_header() {
    return {{"ETag",
             {{"description", "of the user's document; any change of it is another tag"},
              {"schema", {{"type", "string"}}}}}};
}

Json error_response(const DocumentedError& fault) {
    Json response = {{"description", fault.title}};
    if (fault.status == http::Status::not_modified) return response;
    Json examples = Json::object();
    for (const auto detail : fault.details)
        examples["error_" + std::to_string(examples.size() + 1)] = {
            {"summary", detail}, {"value", {{"detail", detail}}}};
    response["content"]["application/json"] = {{"schema", reference(error_object)},
                                               {"examples", std::move(examples)}};
    return response;
}

Json success_of(const Route& route) {
    Json response = {{"description", "Successful Response"}, {"headers", tag_header()}};
    if (route.is_list)
        response["content"] =
            content("application/json", {{"type", "array"}, {"items", reference(*route.answer)}},
                    Json::array({example_of(*route.answer)}));
    else
        response["content"] =
            content("application/json", reference(*route.answer), example_of(*route.answer));
    if (!route.query.empty())
        for (const char* name : {"X-Total-Count", "Link"})
            response["headers"][name] = {{"schema", {{"type", "string"}}}};
    return response;
}

Json responses_of(const Route& route) {
    Json responses = Json::object();
    if (route.answer != nullptr) responses["200"] = success_of(route);
    if (route.answer == nullptr || route.kind != Body::none)
        responses["204"] = {{"description", route.answer == nullptr
                                                ? "Successful Response"
                                                : "Successful, and return=minimal was preferred"}};
    for (const auto* fault : route.errors)
        responses[std::to_string(static_cast<int>(fault->status))] = error_response(*fault);
    responses["422"] = {
        {"description", "Validation Error"},
        {"content", content("application/json", reference(http_validation_error_object),
                            example_of(http_validation_error_object))}};
    return responses;
}

Json operation_of(const Route& route) {
    Json operation = {{"tags", strings(route.tags)},
                      {"summary", words_of(route.name)},
                      {"operationId", operation_id(route)},
                      {"parameters", parameters_of(route)}};
    if (route.kind != Body::none) operation["requestBody"] = body_of(route);
    operation["responses"] = responses_of(route);
    return operation;
}

}  // namespace

std::string openapi_description(std::string_view scheme) {
    Json description = {
        {"openapi", "3.1.0"},
        {"info",
         {{"title", "xcapd"},
          {"description",
           "The addressbook that SIP clients keep in their XCAP documents, as JSON."},
          {"version", XCAPD_VERSION}}},
        {"servers", Json::array({{{"url", "/"}}})},
        {"security", Json::array({{{scheme, Json::array()}}})}};
    Json tags = Json::array();
    for (const auto tag : {"User", "Addressbook", "Contacts", "Policies", "Groups", "Members"})
        tags.push_back({{"name", tag}});
    description["tags"] = std::move(tags);
    auto& paths = description["paths"] = Json::object();
    for (const auto& route : routes())
        paths[std::string(base_path) + std::string(route.path)][ascii::lower(route.method)] =
            operation_of(route);
    auto& components = description["components"] = Json::object();
    for (const auto* object : objects)
        components["schemas"][std::string(object->name)] = schema_of(*object);
    components["securitySchemes"][std::string(scheme)] = {{"type", "http"}, {"scheme", scheme}};
    return description.dump();
}

}  // namespace xcapd::api

// Writes JSON text from its beginning to its end, without a tree: an answer may hold thousands of
// contacts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace xcapd::api {

class JsonWriter {
  public:
    /// One call for each bracket, key and value, in the order of the text. All text is UTF-8.
    void begin_object() { open('{'); }
    void end_object() { close('}'); }
    void begin_array() { open('['); }
    void end_array() { close(']'); }
    void key(std::string_view name);
    void string(std::string_view text);
    void boolean(bool value) { literal(value ? "true" : "false"); }
    void number(std::size_t value) { literal(std::to_string(value)); }
    void null() { literal("null"); }

    void member(std::string_view name, std::string_view text) {
        key(name);
        string(text);
    }

    std::size_t size() const { return out_.size(); }
    std::string take() { return std::move(out_); }

  private:
    void separate() {
        if (needs_comma_) out_ += ',';
        needs_comma_ = true;
    }
    void literal(std::string_view text) {
        separate();
        out_ += text;
    }
    void open(char bracket) {
        separate();
        out_ += bracket;
        needs_comma_ = false;
    }
    void close(char bracket) {
        out_ += bracket;
        needs_comma_ = true;
    }
    void quoted(std::string_view text);

    std::string out_;
    bool needs_comma_ = false;
};

}  // namespace xcapd::api

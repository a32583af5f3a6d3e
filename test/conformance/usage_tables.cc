#include "conformance/usage_tables.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "base/ascii.h"

namespace conformance {
namespace {

std::string_view text_of(const std::string& path) {
    for (const auto& file : usage_files)
        if (file.path == path) return file.text;
    throw std::runtime_error("no file test/usages/" + path);
}

std::vector<std::string> columns_of(std::string_view line) {
    std::vector<std::string> columns;
    for (;;) {
        const auto bar = line.find('|');
        columns.emplace_back(xcapd::ascii::trim(line.substr(0, bar)));
        if (bar == line.npos) return columns;
        line.remove_prefix(bar + 1);
    }
}

std::string changed(const std::string& whole, const std::string& old, std::string replacement) {
    const auto at = whole.find(old);
    if (at == whole.npos || whole.find(old, at + 1) != whole.npos)
        throw std::runtime_error("not once in its document: " + old);
    for (auto mark = replacement.find("$0"); mark != replacement.npos;
         mark = replacement.find("$0", mark + old.size()))
        replacement.replace(mark, 2, old);
    return whole.substr(0, at) + replacement + whole.substr(at + old.size());
}

class Reader {
  public:
    explicit Reader(std::string auid) { table_.auid = std::move(auid); }

    UsageTable read(std::string_view text) {
        std::istringstream lines{std::string(text)};
        for (std::string line; std::getline(lines, line);)
            if (!line.empty() && line.front() != '#') take(columns_of(line), line);
        if (table_.cases.empty() || table_.cases.front().outcome != "accepted")
            throw std::runtime_error(table_.auid + ": the first document is one that is accepted");
        return std::move(table_);
    }

  private:
    void take(const std::vector<std::string>& columns, const std::string& line) {
        if (columns.size() == 1) {
            take_fact(line);
        } else if (columns[0] == "document" && (columns.size() == 3 || columns.size() == 4)) {
            whole_ = text_of(table_.auid + "/" + columns[2]);
            table_.cases.push_back({columns[1],
                                    columns[2],
                                    whole_,
                                    columns.size() == 4 ? columns[3] : "accepted",
                                    {}});
        } else if (columns.size() == 5) {
            UsageCase row{columns[1], columns[2], changed(whole_, columns[3], columns[4]), {}, {}};
            std::istringstream words(columns[0]);
            words >> row.outcome;
            for (std::string field; words >> field;) row.fields.push_back(field);
            table_.cases.push_back(std::move(row));
        } else {
            throw std::runtime_error(table_.auid + ": no row: " + line);
        }
    }

    void take_fact(const std::string& line) {
        const auto blank = line.find(' ');
        const auto name = line.substr(0, blank);
        const auto value = blank == line.npos ? "" : line.substr(blank + 1);
        if (name == "type") table_.media_type = value;
        if (name == "root") table_.roots.push_back(value);
        if (name == "user") table_.users.push_back(value);
    }

    UsageTable table_;
    std::string whole_;
};

}  // namespace

std::vector<UsageTable> usage_tables() {
    static constexpr std::string_view name = "/cases.txt";
    std::vector<UsageTable> tables;
    for (const auto& file : usage_files)
        if (file.path.ends_with(name))
            tables.push_back(
                Reader(std::string(file.path.substr(0, file.path.size() - name.size())))
                    .read(file.text));
    return tables;
}

}  // namespace conformance

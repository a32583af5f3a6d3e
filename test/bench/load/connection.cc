#include "bench/load/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace bench {
namespace {

// So many failures say that nothing will come right any more.
constexpr std::size_t enough_errors = 1000;

std::runtime_error system_error(const std::string& doing) {
    return std::runtime_error(doing + ": " + std::strerror(errno));
}

}  // namespace

Connection::Connection(Shared& shared, std::size_t number)
    : shared_(shared),
      number_(number),
      target_(for_connection(shared.options.target, number)),
      digest_(for_connection(shared.options.user, number), shared.options.password,
              shared.nonce ? shared.nonce : std::make_shared<Nonce>()),
      has_digest_(!shared.options.user.empty()) {
    const auto& options = shared.options;
    fixed_head_ = " " + target_ + " HTTP/1.1\r\nHost: " + options.authority + "\r\n";
    for (const auto& header : options.headers)
        fixed_head_ += header.name + ": " + for_connection(header.value, number) + "\r\n";
}

void Connection::start() {
    connect();
    send_next();
}

void Connection::connect() {
    const auto& options = shared_.options;
    xcapd::UniqueFd fd(::socket(options.server.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd) throw system_error("socket");
    const int on = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (options.own.size != 0 && ::bind(fd.get(), options.own.get(), options.own.size) != 0)
        throw system_error("bind to " + options.bind_address);
    if (::connect(fd.get(), options.server.get(), options.server.size) != 0)
        throw system_error("connect to " + options.authority);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = this;
    if (::epoll_ctl(shared_.epoll, EPOLL_CTL_ADD, fd.get(), &event) != 0)
        throw system_error("epoll_ctl");
    socket_ = std::move(fd);
    is_write_watched_ = false;
    ++shared_.report.connects;
}

// Once something was measured, a server that is gone ends the run, and its report tells why.
bool Connection::reconnect() {
    try {
        connect();
        return true;
    } catch (const std::runtime_error& gone) {
        error(gone.what());
        socket_.reset();
        is_waiting_ = false;
        shared_.is_ending = true;
        return false;
    }
}

void Connection::send_next() {
    const auto& options = shared_.options;
    purpose_ = has_digest_ && !digest_.has_nonce()   ? Purpose::challenge
               : options.revalidate && etag_.empty() ? Purpose::entity_tag
                                                     : Purpose::measured;
    is_waiting_ = false;
    const bool is_over = options.requests > 0 && shared_.measured_sent >= options.requests;
    if (shared_.is_ending || (purpose_ == Purpose::measured && is_over)) return;
    const std::string& method = options.method;
    out_ = method;
    out_ += fixed_head_;
    if (has_digest_ && digest_.has_nonce()) digest_.append_authorization(out_, method, target_);
    if (purpose_ == Purpose::measured && options.revalidate)
        out_ += "If-None-Match: " + etag_ + "\r\n";
    if (!options.body.empty() || method == "PUT")
        out_ += "Content-Length: " + std::to_string(options.body.size()) + "\r\n";
    out_ += "\r\n";
    out_ += options.body;
    sent_ = 0;
    reader_.start(method != "HEAD");
    is_waiting_ = true;
    asked_ = Clock::now();
    if (purpose_ == Purpose::measured && asked_ >= shared_.measured_from) ++shared_.measured_sent;
    flush();
}

void Connection::flush() {
    while (sent_ < out_.size()) {
        const auto count = ::send(socket_.get(), out_.data() + sent_, out_.size() - sent_,
                                  MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0) {
            if (errno == EAGAIN || errno == EINTR) break;
            return start_over("broken while sending");
        }
        sent_ += static_cast<std::size_t>(count);
    }
    watch(sent_ < out_.size());
}

void Connection::watch(bool for_write) {
    if (for_write == is_write_watched_) return;
    epoll_event event{};
    event.events = for_write ? EPOLLIN | EPOLLOUT : EPOLLIN;
    event.data.ptr = this;
    ::epoll_ctl(shared_.epoll, EPOLL_CTL_MOD, socket_.get(), &event);
    is_write_watched_ = for_write;
}

void Connection::on_event(std::uint32_t events) {
    if ((events & EPOLLOUT) != 0 && sent_ < out_.size()) flush();
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) receive();
}

void Connection::receive() {
    static std::array<char, 256 * 1024> chunk;
    const auto count = ::recv(socket_.get(), chunk.data(), chunk.size(), MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (!is_waiting_) {  // a closed connection, or bytes that nobody asked for
        if (count > 0) error("unasked bytes");
        socket_.reset();
        return;
    }
    if (count <= 0) return start_over("closed before the answer");
    switch (reader_.take({chunk.data(), static_cast<std::size_t>(count)})) {
        case Reading::incomplete: return;
        case Reading::broken: return start_over("no HTTP response");
        case Reading::complete: return finish();
    }
}

void Connection::finish() {
    const auto& head = reader_.head();
    ++shared_.report.answers;
    if (has_digest_) digest_.take_info(head.authentication_info);
    const bool is_challenge = has_digest_ && head.status == 401 && accept_challenge();
    if (!is_challenge) {
        challenges_in_a_row_ = 0;
        if (purpose_ == Purpose::measured) {
            check_measured();
        } else if (purpose_ == Purpose::entity_tag && head.status == 200 && !head.etag.empty()) {
            etag_ = head.etag;
        } else {
            error("status " + std::to_string(head.status) + " where a challenge or tag was due");
        }
    }
    if (!head.closes || reconnect()) send_next();
}

// A count the server has forgotten is no failure: the nonce it names instead is taken. Two refusals
// in a row are.
bool Connection::accept_challenge() {
    if (++challenges_in_a_row_ > 2 || !digest_.take_challenge(reader_.head().challenges))
        return false;
    ++shared_.report.challenges;
    return true;
}

void Connection::check_measured() {
    const auto& head = reader_.head();
    const auto& options = shared_.options;
    const auto& right = options.expected_statuses;
    if (std::find(right.begin(), right.end(), head.status) == right.end()) {
        error("status " + std::to_string(head.status));
    } else if (options.expected_length && head.body_length != *options.expected_length) {
        error("body of " + std::to_string(head.body_length) + " bytes");
    } else if (asked_ >= shared_.measured_from) {
        const auto taken = Clock::now() - asked_;
        shared_.report.latencies.push_back(static_cast<std::uint32_t>(
            std::chrono::duration_cast<std::chrono::microseconds>(taken).count()));
    }
}

void Connection::error(const std::string& what) {
    ++shared_.report.errors[what];
    if (shared_.report.error_count() >= enough_errors) shared_.is_ending = true;
}

void Connection::start_over(const std::string& what) {
    error(what);
    is_waiting_ = false;
    if (shared_.is_ending) return;
    if (reconnect()) send_next();
}

}  // namespace bench

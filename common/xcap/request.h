// One XCAP request as xcap/ sees it: authenticated, allowed, its URI taken apart.
#pragma once

#include "http/preconditions.h"
#include "http/request.h"
#include "uri/xcap_uri.h"
#include "usages/application_usage.h"
#include "xml/node_selector.h"

namespace xcapd {

struct XcapRequest {
    const http::Request& http;
    const http::Preconditions& conditions;
    const XcapUri& uri;
    const ApplicationUsage& usage;
    const xml::NodeSelector* node;  // nullptr: the whole document
    bool is_trusted = false;  // of a trusted peer, who may edit what the usage keeps from users
};

}  // namespace xcapd

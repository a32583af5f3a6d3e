#include "usages/table.h"

#include "usages/group_usage_list.h"
#include "usages/pidf.h"
#include "usages/pres_content.h"
#include "usages/pres_rules.h"
#include "usages/resource_lists.h"
#include "usages/rls_index.h"
#include "usages/rls_services.h"
#include "usages/simservs.h"
#include "usages/user_profile.h"
#include "usages/watchers.h"
#include "usages/xcap_caps.h"
#include "usages/xcap_directory.h"

namespace xcapd {
namespace {

constexpr std::string_view data_model_namespace = "urn:ietf:params:xml:ns:pidf:data-model";

constexpr ElementName rules[] = {{common_policy_namespace, "rule"}};
constexpr ElementName presence_parts[] = {
    {pidf_namespace, "tuple"}, {data_model_namespace, "person"}, {data_model_namespace, "device"}};

// FACTS 2.1. doc_type values are OpenSIPS's and OpenXCAP's; what neither knows has numbers that no
// SIP server takes for anything. A computed usage has none.
constexpr int first_own_doc_type = 1 << 16;

// Supplementary services. TS 24.623 calls the document simservs.xml; some phones leave out the end.
constexpr ApplicationUsage simservs = {.auid = "simservs.ngn.etsi.org",
                                       .default_namespace = simservs_namespace,
                                       .media_type = "application/vnd.etsi.simservs+xml",
                                       .doc_type = 1 << 20,
                                       .schema = "simservs.xsd",
                                       .root_element = {simservs_namespace, "simservs"},
                                       .has_open_namespace = true,
                                       .identified = rules,
                                       .only_document = "simservs.xml",
                                       .refuse_edit = refuse_operator_edit,
                                       .load_default = load_default_simservs,
                                       .users_write_documents = &Config::simservs_whole_documents};

constexpr ApplicationUsage alias(ApplicationUsage usage, std::string_view auid) {
    usage.alias_of = usage.auid;
    usage.auid = auid;
    return usage;
}

constexpr int first_mission_critical_doc_type = 1 << 17;

// One whose namespace is not known here either: prefixes name the elements of a selector.
constexpr ApplicationUsage mission_critical(std::string_view auid, std::string_view media_type,
                                            int number, Policy policy = Policy::owner) {
    ApplicationUsage usage;
    usage.auid = auid;
    usage.media_type = media_type;
    usage.doc_type = first_mission_critical_doc_type + number;
    usage.policy = policy;
    return usage;
}

constexpr ApplicationUsage table[] = {
    {.auid = "xcap-caps",
     .default_namespace = "urn:ietf:params:xml:ns:xcap-caps",
     .media_type = "application/xcap-caps+xml",
     .compute = find_xcap_caps,
     .policy = Policy::public_global},
    {.auid = "resource-lists",
     .default_namespace = resource_lists_namespace,
     .media_type = "application/resource-lists+xml",
     .doc_type = 4,
     .schema = "resource-lists.xsd",
     .root_element = {resource_lists_namespace, "resource-lists"},
     .check = check_resource_lists},
    {.auid = "rls-services",
     .default_namespace = rls_services_namespace,
     .media_type = "application/rls-services+xml",
     .doc_type = 8,
     .schema = "rls-services.xsd",
     .root_element = {rls_services_namespace, "rls-services"},
     .check = check_rls_services,
     .owned_uris = service_uris,
     .compute_index = rls_index_document},
    // OpenSIPS reads whatever row comes first, so there is one, of the name OpenXCAP gave it.
    {.auid = "pres-rules",
     .default_namespace = pres_rules_namespace,
     .media_type = "application/auth-policy+xml",
     .doc_type = 2,
     .schema = "oma-pres-rules.xsd",
     .root_element = {common_policy_namespace, "ruleset"},
     .identified = rules,
     .other_default_namespace = common_policy_namespace,
     .only_document = "index.xml",
     .check = check_pres_rules},
    {.auid = "org.openmobilealliance.pres-rules",
     .default_namespace = common_policy_namespace,
     .media_type = "application/auth-policy+xml",
     .doc_type = 32,
     .kamailio_doc_type = 2,
     .schema = "oma-pres-rules.xsd",
     .root_element = {common_policy_namespace, "ruleset"},
     .identified = rules,
     .only_document = "index.xml",
     .check = check_oma_pres_rules},
    {.auid = "pidf-manipulation",
     .default_namespace = pidf_namespace,
     .media_type = "application/pidf+xml",
     .doc_type = 16,
     .schema = "pidf.xsd",
     .root_element = {pidf_namespace, "presence"},
     .identified = presence_parts,
     .only_document = "index",  // RFC 4827 9
     .check = check_pidf},
    {.auid = "org.openxcap.watchers",
     .default_namespace = watchers_namespace,
     .media_type = "application/xml",
     .compute = watchers_document},
    {.auid = pres_content_auid,
     .default_namespace = pres_content_namespace,
     .media_type = "application/vnd.oma.pres-content+xml",
     .doc_type = 64,
     .kamailio_doc_type = 128,
     .schema = "pres-content.xsd",
     .root_element = {pres_content_namespace, "content"},
     .directories = Directories::any,
     .check = check_pres_content,
     .policy = Policy::pres_content_readers},
    {.auid = "org.openxcap.dialog-rules",
     .default_namespace = "http://openxcap.org/ns/dialog-rules",
     .media_type = "application/auth-policy+xml",
     .doc_type = 128,
     .kamailio_doc_type = first_own_doc_type + 4,
     .schema = "dialog-rules.xsd",
     .root_element = {common_policy_namespace, "ruleset"},
     .identified = rules,
     .other_default_namespace = common_policy_namespace},
    {.auid = "org.openmobilealliance.user-profile",
     .default_namespace = user_profile_namespace,
     .media_type = "application/vnd.oma.user-profile+xml",
     .doc_type = first_own_doc_type,
     .kamailio_doc_type = 64,
     .schema = "user-profile.xsd",
     .root_element = {user_profile_namespace, "user-profiles"},
     .check = check_user_profile,
     .policy = Policy::anyone_reads},
    {.auid = "org.openmobilealliance.locked-user-profile",
     .default_namespace = user_profile_namespace,
     .media_type = "application/vnd.oma.user-profile+xml",
     .doc_type = first_own_doc_type + 1,
     .schema = "user-profile.xsd",
     .root_element = {user_profile_namespace, "user-profiles"},
     .check = check_user_profile,
     .policy = Policy::trusted_writes},
    {.auid = "org.openmobilealliance.group-usage-list",
     .default_namespace = resource_lists_namespace,
     .media_type = "application/vnd.oma.group-usage-list+xml",
     .doc_type = first_own_doc_type + 2,
     .schema = "resource-lists.xsd",
     .root_element = {resource_lists_namespace, "resource-lists"},
     .check = check_group_usage_list},
    // Groups of a user, and by their own URI in global/byGroup.
    {.auid = "org.openmobilealliance.groups",
     .default_namespace = "urn:oma:xml:poc:list-service",
     .media_type = "application/vnd.oma.poc.groups+xml",
     .doc_type = first_own_doc_type + 3,
     .directories = Directories::any},
    simservs,
    alias(simservs, "org.etsi.ngn.simservs"),  // as Clearwater's Homer spells it
    {.auid = "org.openmobilealliance.xcap-directory",
     .default_namespace = xcap_directory_namespace,
     .media_type = "application/vnd.oma.xcap-directory+xml",
     .compute = xcap_directory_document},
    {.auid = "org.openxcap.purge",
     .default_namespace = "http://openxcap.org/ns/purge",
     .media_type = "application/xml",
     .is_purge = true,
     .is_off_by_default = true},
    // TS 24.484, TS 24.481: known by AUID and MIME type; no schema of them is at hand.
    {.auid = "org.3gpp.mcptt.ue-init-config",  // read before a user is known
     .default_namespace = "urn:3gpp:mcptt:mcpttUEinitConfig:1.0",
     .media_type = "application/vnd.3gpp.mcptt-ue-init-config+xml",
     .doc_type = first_mission_critical_doc_type,
     .policy = Policy::public_global},
    {.auid = "org.3gpp.mcptt.ue-config",
     .default_namespace = "urn:3gpp:mcptt:mcpttUEConfig:1.0",
     .media_type = "application/vnd.3gpp.mcptt-ue-config+xml",
     .doc_type = first_mission_critical_doc_type + 1,
     .policy = Policy::trusted_writes},
    {.auid = "org.3gpp.mcptt.user-profile",
     .default_namespace = "urn:3gpp:mcptt:user-profile:1.0",
     .media_type = "application/vnd.3gpp.mcptt-user-profile+xml",
     .doc_type = first_mission_critical_doc_type + 2},
    mission_critical("org.3gpp.mcptt.service-config",
                     "application/vnd.3gpp.mcptt-service-config+xml", 3),
    mission_critical("org.3gpp.mcvideo.ue-config", "application/vnd.3gpp.mcvideo-ue-config+xml", 4,
                     Policy::trusted_writes),
    mission_critical("org.3gpp.mcvideo.user-profile",
                     "application/vnd.3gpp.mcvideo-user-profile+xml", 5),
    mission_critical("org.3gpp.mcvideo.service-config",
                     "application/vnd.3gpp.mcvideo-service-config+xml", 6),
    mission_critical("org.3gpp.mcdata.ue-config", "application/vnd.3gpp.mcdata-ue-config+xml", 7,
                     Policy::trusted_writes),
    mission_critical("org.3gpp.mcdata.user-profile", "application/vnd.3gpp.mcdata-user-profile+xml",
                     8),
    mission_critical("org.3gpp.mcdata.service-config",
                     "application/vnd.3gpp.mcdata-service-config+xml", 9),
    {.auid = "test-app",
     .default_namespace = "test-app",
     .media_type = "application/test-app+xml",
     .doc_type = 0,
     .directories = Directories::any},
};

}  // namespace

const std::span<const ApplicationUsage> usages_table = table;

}  // namespace xcapd

// The icons in use, by their place in the Lucide face that share/adit/fonts brings. Never shown
// alone: a word stands beside each.
#pragma once

#include <array>

namespace adit::ui::icon {

inline constexpr const char* kHome = "\xEE\x83\xB5";       // house
inline constexpr const char* kSite = "\xEE\x84\x91";       // map-pin
inline constexpr const char* kList = "\xEE\x84\x86";       // list
inline constexpr const char* kSync = "\xEE\x85\x85";       // refresh-cw
inline constexpr const char* kPickaxe = "\xEE\x97\x86";    // pickaxe
inline constexpr const char* kPlus = "\xEE\x84\xBD";       // plus
inline constexpr const char* kCheck = "\xEE\x81\xAC";      // check
inline constexpr const char* kCircle = "\xEE\x81\xB6";     // circle
inline constexpr const char* kDashed = "\xEE\x92\xB0";     // circle-dashed
inline constexpr const char* kDone = "\xEE\x88\xA6";       // circle-check
inline constexpr const char* kAlert = "\xEE\x81\xB7";      // circle-alert
inline constexpr const char* kWarning = "\xEE\x86\x93";    // triangle-alert
inline constexpr const char* kCross = "\xEE\x86\xB2";      // x
inline constexpr const char* kSearch = "\xEE\x85\x91";     // search
inline constexpr const char* kBack = "\xEE\x81\x88";       // arrow-left
inline constexpr const char* kForward = "\xEE\x81\x89";    // arrow-right
inline constexpr const char* kOpenList = "\xEE\x81\xAD";   // chevron-down
inline constexpr const char* kInto = "\xEE\x81\xAF";       // chevron-right
inline constexpr const char* kDraft = "\xEE\x8C\xA0";      // file-pen-line
inline constexpr const char* kNewForm = "\xEE\x83\x89";    // file-plus
inline constexpr const char* kReady = "\xEE\x85\x92";      // send
inline constexpr const char* kSent = "\xEE\x99\xAE";       // cloud-check
inline constexpr const char* kNotSent = "\xEE\x82\x91";    // cloud-upload
inline constexpr const char* kOffline = "\xEE\x86\xAF";    // wifi-off
inline constexpr const char* kConflict = "\xEE\x8D\x99";   // git-compare
inline constexpr const char* kTraining = "\xEE\x88\xB4";   // graduation-cap
inline constexpr const char* kRemove = "\xEE\x86\x8E";     // trash-2
inline constexpr const char* kPerson = "\xEE\x86\x9F";     // user
inline constexpr const char* kLaptop = "\xEE\x87\x8D";     // laptop
inline constexpr const char* kInfo = "\xEE\x83\xB9";       // info
inline constexpr const char* kTicket = "\xEE\x92\xA3";     // key-round
inline constexpr const char* kForm = "\xEE\x83\x8C";       // file-text
inline constexpr const char* kCalendar = "\xEE\x81\xA3";   // calendar
inline constexpr const char* kFinalise = "\xEE\x88\x99";   // clipboard-check
inline constexpr const char* kReopen = "\xEE\x84\x8C";     // lock-open
inline constexpr const char* kSun = "\xEE\x85\xB8";        // sun
inline constexpr const char* kMoon = "\xEE\x84\x9E";       // moon
inline constexpr const char* kPaper = "\xEE\x83\x8C";      // file-text
inline constexpr const char* kTextSize = "\xEE\x86\x98";   // type
inline constexpr const char* kHistory = "\xEE\x87\xB5";    // history
inline constexpr const char* kBox = "\xEE\x85\xA7";        // square
inline constexpr const char* kBoxTicked = "\xEE\x95\x99";  // square-check
inline constexpr const char* kChosen = "\xEE\x8D\x85";     // circle-dot

/// What the atlas has to hold of the icon face.
inline constexpr std::array kAll = {
    kHome,   kSite,    kList,     kSync,    kPickaxe, kPlus,      kCheck,    kCircle,   kDashed,
    kDone,   kAlert,   kWarning,  kCross,   kSearch,  kBack,      kForward,  kOpenList, kInto,
    kDraft,  kNewForm, kReady,    kSent,    kNotSent, kOffline,   kConflict, kTraining, kRemove,
    kPerson, kLaptop,  kInfo,     kTicket,  kForm,    kCalendar,  kFinalise, kReopen,   kSun,
    kMoon,   kPaper,   kTextSize, kHistory, kBox,     kBoxTicked, kChosen};

}  // namespace adit::ui::icon

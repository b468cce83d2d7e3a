// Records and their history in words for people and as JSON for scripts.
#pragma once

#include "base/json.h"
#include "store/record_store.h"

#include <string>

namespace adit::cli {

Json json_of(const store::Summary& summary);
/// Integers and decimals as numbers, names of choices as text or list, nothing as null.
Json json_of(const record::Value& value);
/// "put", "finalise" …: the operation's name in JSON.
std::string name_of(const record::Operation& operation);
/// The node it is about, or "".
std::string path_of(const record::Operation& operation);
/// What it says: a value, a reason, a word.
std::string text_in(const record::Operation& operation);

}  // namespace adit::cli

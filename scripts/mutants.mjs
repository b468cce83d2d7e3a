// Each breaks one rule: `old` stands once in the file, and becomes `new`.
const list = []
const mutant = (file, name, old, becomes = '') => list.push({ file, name, old, new: becomes })

const fold = 'shared/merge/fold.cpp'
mutant(fold, 'a change that is there twice counts twice', 'order.erase(std::unique(order.begin(), order.end(), same), order.end());', 'static_cast<void>(same);')
mutant(fold, 'equal clocks stand in order of arrival', 'std::tie(one->clock, one->dot) < std::tie(other->clock, other->dot)', 'one->clock < other->clock')
mutant(fold, 'a duplicate link cannot be taken back', 'link->linked ? std::optional(link->record) : std::nullopt', 'std::optional(link->record)')
mutant(fold, 'flags are dropped', 'note(flag->path, flag->why, true);', 'static_cast<void>(flag);')

const writings = 'shared/merge/writings.cpp'
mutant(writings, 'two writings in one change are two', 'if (!node.typed.empty() && node.typed.back()->change == step.change) node.typed.pop_back();')
mutant(writings, 'a resolution settles nothing', 'replaced.insert(resolve->replaces.begin(), resolve->replaces.end());')
mutant(writings, 'an answer replaces nothing', 'replaced.insert(put->replaces.begin(), put->replaces.end());')
mutant(writings, 'a photograph replaces those of others', 'const bool own = earlier->dot().feed == step->dot().feed;', 'const bool own = true;')
mutant(writings, 'writings in a ring are all dropped', 'return standing.empty() ? node.typed : standing;', 'return standing.empty() ? std::vector<const Step*>{node.typed.back()} : standing;')
mutant(writings, 'equal siblings are two', 'if (!said) answer.siblings', 'if (!said || true) answer.siblings')
mutant(writings, 'the earliest sibling is shown', 'for (auto place = standing.rbegin(); place != standing.rend(); ++place) {', 'for (auto place = standing.begin(); place != standing.end(); ++place) {')
mutant(writings, 'the first value computed stands', 'node.computed = first->step;', 'if (node.computed == nullptr) node.computed = first->step;')
mutant(writings, 'what a form computes brings an instance back', 'if (!computed && !removals_.empty())', 'if (!removals_.empty())')
mutant(writings, 'a removal covers what it had not seen', 'std::all_of(writings->second.begin(), writings->second.end(),', 'std::any_of(writings->second.begin(), writings->second.end(),')

mutant(writings, 'an outline forgets what is in conflict', 'if (node.typed.size() > 1 || path', 'if (path')
mutant(writings, 'an outline has no dates that a form computed', 'return compute == nullptr || is_listed_type(compute->value);', 'return compute == nullptr;')

const behind = 'shared/entities/behind.cpp'
mutant(behind, 'a later note takes the place of an earlier one', 'if (TRY(is_behind(store))) return false;')
mutant('shared/store/cut_back.cpp', 'what a branch said of sites is not taken back', 'return set(kEntitiesBehind, view_of(kAllBehind));', 'return Done{};')

const step = 'shared/merge/step.h'
mutant(step, 'the last change that was seen was not', 'step.dot().number <= head.number', 'step.dot().number < head.number')
mutant(step, 'a change has seen all of itself', 'return step.place < looker.place;', 'return true;')
mutant(step, 'adding an instance is no edit', 'std::holds_alternative<record::AddInstance>(operation) ||')
mutant(step, 'resolving is no edit', 'std::holds_alternative<record::Resolve>(operation) ||')

const decisions = 'shared/merge/decisions.cpp'
mutant(decisions, 'a device does not know its own decisions', 'return later.dot().feed == earlier.dot().feed && later.dot().number > earlier.dot().number;', 'return false;')
mutant(decisions, 'the first decision stands', 'if (!overtaken) latest = &step;', 'if (!overtaken && latest == nullptr) latest = &step;')
mutant(decisions, 'approved stays approved after an edit', 'record.edited_since_review ? record::ReviewState::Received : review.state', 'review.state')
mutant(decisions, 'a deletion wins over an edit', 'if (is_edited_since(deletion, steps)) {', 'if (steps.empty()) {')
mutant(decisions, 'nothing is restored', 'if (restored) continue;', 'static_cast<void>(restored);')
mutant(decisions, 'deleted again is still edited after deletion', 'if (record.deleted) record.edited_after_deletion = false;')

const clock = 'shared/record/clock.cpp'
mutant(clock, 'the clock may stand', 'last.bits + 1', 'last.bits')
mutant(clock, 'a clock from the future drags ours along', 'if (theirs.ms() > wall_ms + kClockAheadMaxMs) return ours;', 'static_cast<void>(wall_ms);')
mutant(clock, 'the clock ignores what it sees', 'return std::max(ours, theirs);', 'return ours;')

const taking = 'shared/store/taking.cpp'
mutant(taking, 'another beginning of a feed is taken in', 'if (before != run.before) return fork;')
mutant(taking, 'another branch of a feed is taken in', 'if (hash != ours) return fork;', 'if (hash != ours && known > run.changes.size()) return fork;')
mutant(taking, 'a gap of one is taken in', 'run.first > held + 1', 'run.first > held + 2')
mutant(taking, 'changes with another hash than signed are taken in', 'if (feed.head.hash != run.after) {', 'if (run.changes.empty()) {')
mutant('shared/store/batch.h', 'what was told early is not told again', '        told = false;\n        if (begins', '        if (begins')
mutant('shared/store/batch.h', 'the second change of a new record is not read', 'to_load = true;  // It is read again', 'to_load = !change;  // It is read again')
mutant('shared/store/summaries.cpp', 'the latest record is taken for a new one', 'TRY(newest()) < id', 'TRY(newest()) <= id')
mutant('shared/base/made_ahead.h', 'what is made last is not used', 'known == kEnded ? made : known', 'known == kEnded ? used : known')
mutant('shared/base/made_ahead.h', 'who cannot use it hears nothing', 'if (used < until) TRY(use(used, until));', 'if (used < until) static_cast<void>(use(used, until).operator bool());')
mutant('shared/sqlite/database.h', 'the last of several rows is left out', 'for (std::size_t i = 0; i < count;) {', 'for (std::size_t i = 0; i + 1 < count;) {')

const store = 'shared/store/sqlite_store.cpp'
mutant(store, 'what was rolled back stays in memory', '        forget();\n        clock_ = clock_before;', '        clock_ = clock_before;')
mutant(store, 'a damaged store is written to', 'broken_ = result.error().code == Code::Corrupt && !finds_damage();')

const damage = 'shared/store/damage.cpp'
mutant(damage, 'damage is not seen', 'if (!whole || !kept || hash != wanted) out', 'if (!whole || !kept) out')
mutant(damage, 'what is brought mends, whatever it is', 'if (!unlike.empty() && !TRY(is_ours(feed, last, run.after))) {', 'if (!unlike.empty() && !kept_hash(feed, last)) {')
mutant('shared/store/month_sums.cpp', 'a sum forgets what it was', 'TRY(write(scope, month, sums[month] += sum));', 'TRY(write(scope, month, sums[month] = sum));')
mutant('shared/sync/mending.cpp', 'damage is not asked for', 'line->number = each.after;', 'asked_.emplace(each.feed, each.after);')

const small = 'shared/store/small_things.cpp'
mutant(small, 'what was sent is taken back', 'feed->acknowledged = std::max(feed->acknowledged, number);', 'feed->acknowledged = number;')
mutant(small, 'a signature counts before its changes came', '"WHERE head_signature.number <= feed.number ORDER BY', '"ORDER BY')
mutant('shared/store/summaries.cpp', 'the last change unsent is called sent', 'change.number > feed.acknowledged', 'change.number > feed.acknowledged + 1')
mutant('shared/store/feed_log.cpp', 'who goes on with a feed does not know its latest records', 'TRY(load_latest(*feed));')
mutant('shared/store/feed_log.cpp', 'a change that came is one written here', 'record, received_ms, bytes);', 'record, received_ms ? std::nullopt : received_ms, bytes);')
mutant('shared/store/schema.cpp', 'a step forgets when changes came', "WHERE arrival.feed = change_before.feed AND first <= change_before.number", "WHERE arrival.feed = change_before.feed AND first > change_before.number")
mutant('shared/store/feed_log.cpp', 'a shorter chain verifies', 'if (head != feed.head) return damaged(id, "its head");')

const knowledge = 'shared/store/knowledge.cpp'
mutant(knowledge, 'one forgets what one wrote oneself', 'if (latest.number != 0 && latest != dot) replaces.push_back(latest);')
mutant(knowledge, 'one has not seen what one wrote oneself', 'seen.push_back({own_, own->second});')
mutant(knowledge, 'restoring sees nothing', 'if (restore->seen.empty()) restore->seen = all();')

const life = 'shared/store/life.cpp'
mutant(life, 'a file copied elsewhere goes on', 'marker->identity == identity &&')
mutant(life, 'an old copy goes on: its word', 'marker->token == hex(life->token) &&')
mutant(life, 'an old copy goes on: its changes', ' && marker->changes <= changes;', ';')

const intake = 'shared/sync/intake.cpp'
mutant(intake, 'nobody looks at signatures', 'if (!is_proven && !is_signed(judge.roster, head, pack.signature)) {', 'if (!is_proven && pack.changes.empty()) {')
mutant(intake, 'what was proven behind another head counts', 'judge.proven != nullptr && judge.proven->before == *before', 'judge.proven != nullptr')
mutant(intake, 'a branch is not compared', 'if (other) return take_aside(store, judge, pack, Rule::Fork);')
mutant(intake, 'the start of another chain is not compared', 'if (!before || start_of(*before) != pack.before) {', 'if (!before) {')
mutant(intake, 'a laptop gives way to nobody', 'if (other && judge.yields && judge.self != nullptr) {', 'if (other && judge.yields && judge.self == nullptr) {')
mutant(intake, 'a revoked laptop goes on', 'place(std::min(end, pack.last()))', 'place(std::max(std::min(end, pack.last()), pack.last()))')
mutant(intake, 'what a revoked laptop wrote is dropped', 'if (pack.last() > end) TRY(set_aside(store, Rule::Revoked, pack));')
mutant(intake, 'nobody hears of a revoked laptop', 'pack.last() > end ? Rule::Revoked : Rule::Held', 'Rule::Held')
mutant(intake, 'any device writes in any country', 'return may_write && belongs_here', 'static_cast<void>(may_write);\n    return belongs_here')
mutant(intake, 'any country comes in', 'return may_write && belongs_here', 'static_cast<void>(belongs_here);\n    return may_write')
mutant('shared/sync/quarantine.cpp', 'a pack is set aside again and again', 'if (TRY(store.get(quarantine_key(place))) == bytes) return true;')
mutant(intake, 'signatures of others are not kept', 'if (end >= pack.last()) TRY(store.keep_head_signature(head, pack.signature));')

const branches = 'shared/sync/branches.cpp'
mutant(branches, 'the branch that gives way is dropped', 'TRY(keep_anew(store, judge, {pack.feed, number, run.changes}, ours));', 'true;')
mutant(branches, 'a third party drops the branch that gives way', 'if (!anew) TRY(set_ours_aside(store, *judge.self, pack.feed, number));', 'if (!anew && number == 0) TRY(set_ours_aside(store, *judge.self, pack.feed, number));')
mutant(branches, 'a branch that goes on is another one', 'line->end = hash_behind(line->end, pack.changes);')
mutant(branches, 'a branch forgets what stood in front of it', 'if (first > 1) more.push_back({from, first - 1});')
mutant(branches, 'a branch keeps old names', 'if (names_branch(dot)) dot = renamed(dot);', 'if (names_branch(dot) && dot.number == 0) dot = renamed(dot);')
mutant(branches, 'what a revoked laptop wrote in a branch is merged', 'if (device->last_counted(to.scope.code, to.epoch) < branch.changes.size()) return false;')
mutant(branches, 'a branch has no signature', 'TRY(store.keep_head_signature(head, signature));', 'static_cast<void>(signature);')
mutant('shared/store/cut_back.cpp', 'a laptop that gave way goes on in its old life', 'if (written_here) epoch_ = TRY(change_epoch(db_, world_));', 'static_cast<void>(written_here);')
mutant('shared/store/cut_back.cpp', 'names that went are known', 'TRY(cut_names(feed, number));')
mutant('shared/store/life.cpp', 'the marker learns nothing until the file is closed', 'const auto noted = sqlite::overwrite_small(marker_path(db), offset, number_text(changes));', 'const auto noted = offset > 0 ? Status(Done{}) : sqlite::overwrite_small(marker_path(db), offset, number_text(changes));')

const forks = 'shared/sync/forks.cpp'
mutant(forks, 'after a cut a branch is shown from its start', 'if (shown < head->number) sending_.emplace(*feed, Sending{shown, head->number});', 'sending_.emplace(*feed, Sending{agreed, head->number});')
mutant(forks, 'the server is asked before it has our branch', 'line.closed = true;')

const exchange = 'shared/sync/exchange.cpp'
mutant('shared/sync/server_signature.cpp', 'any device signs receipts', 'device.role == identity::Role::Server && !device.revoked &&', '!device.revoked &&')
mutant('shared/sync/server_signature.cpp', 'a revoked server signs receipts', 'device.role == identity::Role::Server && !device.revoked &&', 'device.role == identity::Role::Server &&')
mutant(exchange, 'nobody looks at receipts', 'if (!receipt.held.empty() && !is_signed_by(roster_, peer_, receipt)) {', 'if (!receipt.held.empty() && !is_signed_by(roster_, peer_, receipt) && sent_.empty()) {')
mutant(exchange, 'what a server lost is not given back', 'sending_.insert_or_assign(want.feed, Sending{want.number, end->second});', 'static_cast<void>(end);')
mutant(exchange, 'more that waits is not fetched', '(said_heads && reply.more && moved() != before)', '(said_heads && reply.more && moved() != before && before > moved())')
mutant(exchange, 'differing heads are not told', 'if (!reply.differs || !sending_.empty()) return Done{};', 'return Done{};')
mutant(exchange, 'a pack that broke a rule counts as sent', 'if (results[i] == Rule::Held) {', 'if (results[i] != Rule::Gap) {')

const answer = 'shared/sync/answer.cpp'
mutant(answer, 'the server asks for nothing that it lost', 'if (asked || their.number > head.number) TRY(want', 'if (asked) TRY(want')
mutant(answer, 'the server asks for no feed that it lost', 'if (!line.closed && line.number > 0) TRY(want(feed, 0));')
mutant(answer, 'the server gives every country', 'TRY(host_.store.heads(scopes_))) {\n        const auto line', 'TRY(host_.store.heads({}))) {\n        const auto line')
mutant(answer, 'the server signs for what it refused', 'if (verdict.rule == Rule::Held) {\n        held_', 'if (verdict.rule != Rule::Gap) {\n        held_')
mutant(answer, 'a feed that nobody wants is sent', 'if (their.closed || TRY(want_damaged', 'if (TRY(want_damaged')
mutant(answer, 'branches of equal length are not noticed', 'their.check != check_of(head.hash)', 'their.check != check_of(head.hash) && their.closed')

const photos = 'shared/store/attachment_store.cpp'
mutant(photos, 'a photo with another hash is held', 'if (hash != file.hash) {', 'if (hash != file.hash && file.size_bytes == 0) {')
mutant(photos, 'a part beyond a gap is taken', 'const bool of_use = at <= have &&', 'const bool of_use =')
mutant('shared/store/mentions.cpp', 'a photo that a decision names is not known', 'if (resolve != nullptr) return', 'if (resolve == nullptr) return')
const gives = 'shared/sync/attachment_answer.cpp'
mutant(gives, 'any file fills the server', 'if (!TRY(is_named(part.file))) return Done{};')
mutant(gives, 'any file is given out', 'if (!TRY(is_named(fetch.file))) return fetched_bytes({});')
mutant(gives, 'the last part of a cut photo is lost', 'return part ? take(*part) : Status{Done{}};', 'return Status{Done{}};')
const given = 'shared/sync/attachments.cpp'
mutant(given, 'nobody looks at receipts for photos', 'const bool is_good =\n        held.bytes().empty() ||', 'const bool is_good = true ||\n        held.bytes().empty() ||')
mutant(given, 'a file that no answer names is offered', 'if (named) found.push_back(file);', 'static_cast<void>(named);\n        found.push_back(file);')
mutant(given, 'a photo that arrives damaged is sent for ever', 'one.faults < kFaultsMax', 'one.faults < 1000')

export const mutants = list

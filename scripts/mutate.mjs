// Runs the mutants of mutants.mjs: see scripts/mutate.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { mutants } from './mutants.mjs'

const copy = 'build/mutate'
const build = `${copy}/build/ci`
const asked = process.argv.slice(2)
const only = process.env.ADIT_MUTATE_WITH?.split(' ').filter(Boolean)
const minutes = 60_000

// Nearest first: a mutant is mostly killed by the tests of its own room.
const programs = {
  record: ['record', 'merge', 'store', 'sync', 'sim'],
  merge: ['merge', 'store', 'sync', 'sim'],
  base: ['base', 'store'],
  entities: ['entities'],
  sqlite: ['sqlite', 'store'],
  store: ['store', 'entities', 'sync', 'sim'],
  sync: ['sync', 'sim'],
}

function run(command, args, options = {}) {
  return spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, CCACHE_BASEDIR: `${process.cwd()}/${copy}`, ADIT_SIM_WORLDS: '400' },
    ...options,
  })
}

function stopWith(words, output = '') {
  process.stderr.write(`${output}\nStopped: ${words}\n`)
  process.exit(1)
}

function builds(program) {
  return run('ninja', ['-C', build, `${program}_tests`])
}

function holds(program) {
  return run(`${build}/tests/${program}_tests`, ['--abort'], { timeout: 10 * minutes }).status === 0
}

/** Only what differs is written, so that ninja sees what an interrupted run has left behind. */
function copyTree() {
  const listed = run('git', ['ls-files', '-z', '-co', '--exclude-standard']).stdout.split('\0')
  for (const file of listed.filter(name => name !== '' && existsSync(name))) {
    const to = `${copy}/${file}`
    const bytes = readFileSync(file)
    if (existsSync(to) && bytes.equals(readFileSync(to))) continue
    mkdirSync(dirname(to), { recursive: true })
    writeFileSync(to, bytes)
  }
  if (existsSync(`${build}/build.ninja`)) return
  const made = run('cmake', ['--preset', 'ci', '-S', '.'], { cwd: copy })
  if (made.status !== 0) stopWith('build/mutate cannot be configured.', made.stdout + made.stderr)
}

/** What became of one mutant: the program that noticed it, or why none could. */
function judge(mutant) {
  const room = mutant.file.split('/')[1]
  const original = readFileSync(mutant.file, 'utf8')
  const parts = original.split(mutant.old)
  if (parts.length !== 2) return 'does not apply any more: its text is there ' + (parts.length - 1) + ' times'
  writeFileSync(`${copy}/${mutant.file}`, parts.join(mutant.new))
  try {
    for (const program of only ?? programs[room]) {
      if (builds(program).status !== 0) return 'does not compile'
      if (!holds(program)) return program
    }
    return 'SURVIVED'
  } finally {
    writeFileSync(`${copy}/${mutant.file}`, original)
  }
}

copyTree()
const speaks = (m, word) => `${m.name} ${m.file}`.includes(word)
const wanted = mutants.filter(m => asked.length === 0 || asked.some(word => speaks(m, word)))
if (wanted.length === 0) stopWith(`no mutant speaks of "${asked.join('" or "')}": see scripts/mutants.mjs.`)
for (const program of only ?? ['base', 'record', 'merge', 'entities', 'store', 'sync', 'sim']) {
  const made = builds(program)
  if (made.status !== 0) stopWith(`${program}_tests do not build as they are.`, made.stdout)
  if (!holds(program)) stopWith(`${program}_tests fail as they are: mend them first.`)
}
let bad = 0
for (const mutant of wanted) {
  const told = judge(mutant)
  const noticed = told in programs || told === 'sim'
  if (!noticed) bad += 1
  console.log(`${noticed ? 'killed  ' : '   ---  '} ${told.padEnd(8)} ${mutant.file}: ${mutant.name}`)
}
console.log(`${wanted.length - bad} of ${wanted.length} mutants killed`)
process.exit(bad === 0 ? 0 : 1)

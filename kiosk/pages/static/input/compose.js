/* Vietnamese from plain keys, by Telex or VNI: one word's keys in, its letters out. Pure.

   A word that cannot be Vietnamese comes out as it was typed, so that abbreviations, codes and English stay whole. Accents stand
   as Vietnamese writes them by hand and most programs do (hòa, thủy). */

const TONES = ["\u0301", "\u0300", "\u0309", "\u0303", "\u0323"]; // sắc, huyền, hỏi, ngã, nặng
const CIRCUMFLEX = "\u0302";
const BREVE = "\u0306";
const HORN = "\u031B";
const STROKE = "-"; // of đ, which has no combining sign

/**
 * @typedef {{base: string, mark: string, capital: boolean}} Letter without its tone: a word has one
 * @typedef {{letters: Letter[], tone: string | null}} Word
 * @typedef {Word & {possible: boolean, whole: boolean, literal: boolean}} Judged `possible`: it can be or become Vietnamese; `whole`: it is;
 *   `literal`: the key took a sign back, and stands for itself
 * @typedef {"telex" | "vni"} Method
 * @typedef {Record<string, string>} Marks the mark that a key makes, by the letter under it
 */

/** What a key does, besides being a letter: a tone (null takes it away), or marks for some letters.
 * @type {Record<Method, {tones: Record<string, string | null>, marks: Record<string, Marks>}>} */
const KEYS = {
  telex: {
    tones: { s: TONES[0], f: TONES[1], r: TONES[2], x: TONES[3], j: TONES[4], z: null },
    marks: { a: { a: CIRCUMFLEX }, e: { e: CIRCUMFLEX }, o: { o: CIRCUMFLEX }, w: { a: BREVE, o: HORN, u: HORN }, d: { d: STROKE } },
  },
  vni: {
    tones: { 1: TONES[0], 2: TONES[1], 3: TONES[2], 4: TONES[3], 5: TONES[4], 0: null },
    marks: { 6: { a: CIRCUMFLEX, e: CIRCUMFLEX, o: CIRCUMFLEX }, 7: { o: HORN, u: HORN }, 8: { a: BREVE }, 9: { d: STROKE } },
  },
};

const ONSETS = ["", ..."b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x kr".split(" ")];

/* Every rime of the orthography; those with k stand in names of the highlands (Đắk Lắk). */
const RIMES = (
  "a ac ach ai ak am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âk âm ân âng âp ât âu ây e ec em en eng eo ep et " +
  "ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y yêm yên yêng yêt yêu ych yn ynh yp yt yu " +
  "o oc oi ok om on ong oong ooc op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oem oen oeo oet " +
  "ô ôc ôi ôk ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uêt uôc uôi uôm uôn " +
  "uông uôp uôt uơ uy uya uych uyn uynh uyp uyt uyu uyên uyêt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu"
)
  .split(" ")
  .map((rime) => [...rime].map(letterOf));
const VOWELS = new Set("aeiouy");
const STOPPED = /(?:c|ch|k|p|t)$/;

/** A letter, and the tone that came with it.
 * @param {string} char
 * @returns {Letter & {tone?: string}} */
function letterOf(char) {
  if (char === "đ" || char === "Đ") return { base: "d", mark: STROKE, capital: char === "Đ" };
  const [base, ...signs] = char.normalize("NFD");
  return {
    base: base.toLowerCase(),
    mark: signs.find((sign) => !TONES.includes(sign)) ?? "",
    capital: base !== base.toLowerCase(),
    tone: signs.find((sign) => TONES.includes(sign)),
  };
}

/** The word that these keys make. Letters that are there already (á, đ) may stand among the keys.
 * @param {string} keys
 * @param {Method} method */
export function compose(keys, method) {
  const { tones, marks } = KEYS[method];
  /** @type {Word} */
  let word = { letters: [], tone: null };
  const signs = [...keys];
  for (const [at, key] of signs.entries()) {
    const low = key.toLowerCase();
    const next = (low in tones && withTone(word, tones[low])) || (low in marks && withMark(word, marks[low], key, method)) || withLetter(word, key);
    // Taken back, or no word any more: from here on the keys are what they say.
    if (next.literal) return shown(next) + signs.slice(at).join("");
    if (!next.possible) return asTyped(signs, marks);
    word = next;
  }
  return shown(word);
}

/** The keys themselves, but for a first đ: abbreviations begin with it (đkkd).
 * @param {string[]} keys
 * @param {Record<string, Marks>} marks */
function asTyped(keys, marks) {
  const stroke = Object.keys(marks).find((key) => marks[key].d);
  const [first, second, ...rest] = keys;
  if (first.toLowerCase() === "d" && second?.toLowerCase() === stroke) return (first === "d" ? "đ" : "Đ") + rest.join("");
  return keys.join("");
}

/** @param {Word} word
 * @param {string} key */
function withLetter(word, key) {
  const { tone, ...letter } = letterOf(key);
  return judged({ letters: [...word.letters, letter], tone: tone ?? word.tone });
}

/** The word with this tone; twice the same takes it back and leaves the key. Null where the key is a letter here.
 * @param {Word} word
 * @param {string | null} tone */
function withTone(word, tone) {
  if (!partsOf(word.letters)?.rime.length) return null;
  if (tone === null) return word.tone === null ? null : judged({ ...word, tone });
  if (word.tone === tone) return takenBack(word.letters, null);
  const next = judged({ ...word, tone });
  return next.possible ? next : null;
}

/** The word with the marks that this key makes; all made already, it takes them back. Null where the key is a letter here.
 * @param {Word} word
 * @param {Marks} wanted
 * @param {string} key
 * @param {Method} method */
function withMark(word, wanted, key, method) {
  const parts = partsOf(word.letters);
  if (!parts) return null;
  const places = word.letters.map((_, at) => at).filter((at) => wanted[word.letters[at].base] && (at >= parts.start || word.letters[at].base === "d"));
  const vowels = places.filter((at) => word.letters[at].base !== "d");
  if (!places.length) {
    // In Telex a w alone is ư.
    const alone = method === "telex" && key.toLowerCase() === "w" && !parts.rime.length;
    return alone ? judged({ ...word, letters: [...word.letters, { base: "u", mark: HORN, capital: key === "W" }] }) : null;
  }
  const fresh = chosen(word, places.length > vowels.length ? [places] : choices(vowels), wanted);
  if (fresh) return fresh;
  const made = places.filter((at) => word.letters[at].mark === wanted[word.letters[at].base]);
  if (!made.length) return null;
  const letters = word.letters.map((letter, at) => (made.includes(at) ? { ...letter, mark: "" } : letter));
  return takenBack(letters, word.tone);
}

/** @param {Letter[]} letters
 * @param {string | null} tone
 * @returns {Judged} */
function takenBack(letters, tone) {
  return { letters, tone, possible: true, whole: false, literal: true };
}

/** Which vowels to mark, in the order in which they are tried: two side by side as a pair, each alone, from the last on.
 * @param {number[]} places */
function choices(places) {
  const pairs = places.slice(1).flatMap((at, index) => (places[index] === at - 1 ? [[at - 1, at]] : []));
  return [...pairs, ...places.toReversed().map((at) => [at])];
}

/** The first choice that makes a whole rime, else the first that can become one.
 * @param {Word} word
 * @param {number[][]} tries
 * @param {Marks} wanted */
function chosen(word, tries, wanted) {
  const found = tries
    .map((places) => word.letters.map((letter, at) => (places.includes(at) ? { ...letter, mark: wanted[letter.base] } : letter)))
    .filter((letters) => letters.some((letter, at) => letter.mark !== word.letters[at].mark))
    .map((letters) => judged({ letters, tone: word.tone }));
  return found.find((one) => one.whole) ?? found.find((one) => one.possible) ?? null;
}

/** Onset and rime: qu and gi are onsets before a further vowel. Null where there is no such onset.
 * @param {Letter[]} letters */
function partsOf(letters) {
  let start = letters.findIndex((letter) => VOWELS.has(letter.base));
  if (start < 0) start = letters.length;
  const base = letters.map((letter) => letter.base).join("");
  const second = letters[start];
  const joined = (base[start - 1] === "q" && second?.base === "u") || (base[start - 1] === "g" && second?.base === "i" && !second.mark && VOWELS.has(base[start + 1]));
  if (start && joined) start += 1;
  const onset = base.slice(0, start);
  const rime = letters.slice(start);
  if (rime.length ? !ONSETS.includes(onset) : !ONSETS.some((known) => known.startsWith(onset))) return null;
  return { start, rime };
}

/** Whether the word can be or become one: marks that are not typed yet are left open, those that are typed have to fit.
 * @param {Word} word
 * @returns {Judged} */
function judged(word) {
  const letters = paired(word.letters);
  const parts = partsOf(letters);
  if (!parts) return { ...word, possible: false, whole: false, literal: false };
  const { rime, start } = parts;
  const stopped = STOPPED.test(rime.map((letter) => letter.base).join(""));
  const tone = !stopped || word.tone === null || word.tone === TONES[0] || word.tone === TONES[4];
  // gi before a vowel may be g and a rime with i: giếng.
  const readings = start === 2 && letters[0].base === "g" && letters[1].base === "i" ? [rime, letters.slice(1)] : [rime];
  const found = readings.map(fitting);
  return { ...word, possible: tone && found.some((one) => one.possible), whole: tone && found.some((one) => one.whole), literal: false };
}

/** @param {Letter[]} rime */
function fitting(rime) {
  const fits = RIMES.filter((known) => known.length >= rime.length && rime.every(({ base, mark }, at) => base === known[at].base && (!mark || mark === known[at].mark)));
  const whole = fits.some((known) => known.length === rime.length && rime.every(({ mark }, at) => mark === known[at].mark));
  return { possible: !rime.length || fits.length > 0, whole };
}

/** ưo and uơ before a further letter are ươ, however many w were typed.
 * @param {Letter[]} letters */
function paired(letters) {
  const at = letters.findIndex((letter, index) => letter.base === "u" && letters[index + 1]?.base === "o" && index + 2 < letters.length);
  if (at < 0 || letters[at - 1]?.base === "q") return letters;
  const [u, o] = letters.slice(at, at + 2);
  if (!(u.mark === HORN && !o.mark) && !(o.mark === HORN && !u.mark)) return letters;
  return letters.with(at, { ...u, mark: HORN }).with(at + 1, { ...o, mark: HORN });
}

/** @param {Word} word */
function shown(word) {
  const letters = paired(word.letters);
  const toned = word.tone ? placeOf(letters) : -1;
  return letters.map((letter, at) => drawn(letter, at === toned ? word.tone ?? "" : "")).join("");
}

/** @param {Letter} letter
 * @param {string} tone */
function drawn({ base, mark, capital }, tone) {
  const char = mark === STROKE ? "đ" : (base + mark + tone).normalize("NFC");
  return capital ? char.toUpperCase() : char;
}

/** The letter that carries the tone: one with a mark, the last of them; else the second of two vowels before a consonant, the
   middle one of three, the first of two.
 * @param {Letter[]} letters */
function placeOf(letters) {
  const { start, rime } = partsOf(letters) ?? { start: 0, rime: letters };
  const marked = rime.findLastIndex((one) => one.mark !== "");
  if (marked >= 0) return start + marked;
  const count = rime.findIndex((letter) => !VOWELS.has(letter.base));
  const vowels = count < 0 ? rime.length : count;
  if (vowels === 3) return start + 1;
  return start + (vowels === 2 && count > 0 ? 1 : 0);
}

/** Generated reviews and games in the form of the real files. */
import { Stream } from "../../src/core/random.ts";

/** As Python 2 writes a text: ASCII, all else as escapes, in the quotes that need the fewest. */
export function python2(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const letters = Array.from(text, (letter) => escaped(letter, quote));
  return `u${quote}${letters.join("")}${quote}`;
}

function escaped(letter: string, quote: string): string {
  const code = letter.codePointAt(0)!;
  const hex = (digits: number) => code.toString(16).padStart(digits, "0");
  if (letter === quote || letter === "\\") return `\\${letter}`;
  if (letter === "\n") return "\\n";
  if (code > 0xffff) return `\\U${hex(8)}`;
  if (code > 0xff) return `\\u${hex(4)}`;
  return code < 0x20 || code > 0x7e ? `\\x${hex(2)}` : letter;
}

/** Prices of the games, in turn: of every range, as numbers and as the texts that the shop has; some have none. */
const PRICES = [
  "4.99",
  "u'Free To Play'",
  undefined,
  "0.99",
  "19.99",
  "u'Starting at $499.00'",
  "0.0",
  "None",
  "u'Free Demo'",
];
const SENTIMENTS = ["Very Positive", "Mixed", "2 user reviews", undefined];
const DEVELOPERS = ["Кот & Söhne", 'Dev "O\'Neil"', undefined];

function game(i: number): string {
  const title = python2(`It's “Café” ${i} 😀`);
  const [price, sentiment, developer] = [PRICES, SENTIMENTS, DEVELOPERS].map((list) => list[i % list.length]);
  const fields = [
    `u'publisher': u'Kotoshiro'`,
    `u'genres': [u'Action', u'Massively Multiplayer']`,
    `u'app_name': ${title}`,
    `u'title': ${title}`,
    `u'tags': [u'Indie', [u'nested', (1, 2.5)]]`,
    `u'early_access': False`,
    `u'metascore': ${i % 2 === 0 ? "u'NA'" : 96}`,
    `u'id': u'${10 * i + 10}'`,
    ...(price === undefined ? [] : [`u'price': ${price}`]),
    ...(sentiment === undefined ? [] : [`u'sentiment': ${python2(sentiment)}`]),
    ...(developer === undefined ? [] : [`u'developer': ${python2(developer)}`]),
  ];
  return `{${fields.join(", ")}}`;
}

function reviewsOf(user: number, random: Stream): string[] {
  const id = user % 3 === 0 ? [`u'user_id': u'${76561197960265728n + BigInt(user)}'`] : [];
  const name = python2(user % 3 === 0 ? "Игрок 😀" : `it's "${user}"`);
  return Array.from({ length: 8 + random.int(8) }, (_, i) => {
    const date = `201${random.int(8)}-${String(1 + random.int(12)).padStart(2, "0")}-${String(1 + random.int(28)).padStart(2, "0")}`;
    const fields = [
      ...id,
      `u'username': ${name}`,
      `u'hours': ${(random.uniform() * 90).toFixed(1)}`,
      `u'compensation': None`,
      `u'products': ${random.int(400)}`,
      `u'product_id': u'${10 * random.int(40) + 10}'`,
      `u'page_order': ${i}`,
      `u'date': u'${date}'`,
      `u'text': ${python2(`10/10\nwould "play" again, it's ♥ \\o/`)}`,
      `u'early_access': ${random.int(5) === 0 ? "True" : "False"}`,
    ];
    return `{${fields.join(", ")}}`;
  });
}

/** 60 users, of whom 20 have one name and ids, and 40 games, of which the last is not among the games. */
export function steamSample(): Record<string, string> {
  const random = new Stream("steam");
  const reviews = Array.from({ length: 60 }, (_, user) => reviewsOf(user, random)).flat();
  const games = Array.from({ length: 39 }, (_, i) => game(i));
  return {
    "steam_reviews.json": `${reviews.join("\n")}\n`,
    "steam_games.json": `${games.join("\n")}\n{u'price': 4.99}\n`,
  };
}

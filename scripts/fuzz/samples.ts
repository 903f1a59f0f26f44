/** Samples that MFGAN's discriminators are trained on, as another tool may write them. */
import { packSequences, sequenceOf } from "../../src/core/sequences.ts";
import { splitAsGiven } from "../../src/dataset/prepare.ts";
import { mfganData } from "../../src/run/pretrain-mfgan.ts";
import { readSamples } from "../../src/train/mfgan/samples-file.ts";
import { check, type Form } from "./form.ts";

const ITEMS = 8;
const USERS = 6;
/** Items of a user that are trained on; one more is held out. */
const LENGTH = 4;

const itemOf = (user: number, position: number) => (user + position) % ITEMS;
const listOf = (user: number) => Int32Array.from({ length: LENGTH }, (_, position) => itemOf(user, position));
const users = Array.from({ length: USERS }, (_, user) => user);

const DATA = mfganData({
  split: splitAsGiven(
    packSequences(users.map(listOf)),
    users.map((user) => ({ user, history: listOf(user), target: itemOf(user, LENGTH) })),
  ),
  items: ITEMS,
  userNames: users.map((user) => `caf\u00e9 ${user}`),
  itemNames: Array.from({ length: ITEMS }, (_, item) => String(item)),
});

const LINES = users.flatMap((user) =>
  [1, 2, 3].map((position) =>
    JSON.stringify({
      ...{ user: DATA.userNames[user], position, real: String(itemOf(user, position)) },
      ...{ fakes: [String(itemOf(user, 6)), itemOf(user, 7)], part: user === 0 ? "validation" : "training" },
    }),
  ),
);

/** Samples of a small data set. */
export const SAMPLES: Form = {
  files: { "samples.jsonl": `${LINES.join("\n")}\n` },
  place: "samples.jsonl",
  async read(path) {
    const { training, validation } = readSamples(path, DATA);
    for (const { users: owners, positions, fakes } of [training, validation]) {
      check(owners.length > 0 && owners.length === positions.length, "places of both parts");
      check(
        owners.every((user, i) => positions[i] > 0 && positions[i] < sequenceOf(DATA.train, user).length),
        "places that are trained on",
      );
      check(
        owners.every((_, i) => sequenceOf(fakes, i).length > 0),
        "fakes at each place",
      );
      check(
        fakes.items.every((item) => item >= 0 && item < ITEMS),
        "fakes of the catalogue",
      );
    }
    check(!training.users.some((user) => validation.users.includes(user)), "users of one part");
    return `${training.users.length} places`;
  },
};

import { expected } from "../../src/core/errors.ts";
import { at } from "../encoding.ts";
import { eachLine, parseObject } from "../lines.ts";
import { NumberedRows } from "../numbered.ts";

/** Headlines and short descriptions of the competition's items, by item id: [items] each. */
export interface CupTexts {
  readonly titles: string[];
  readonly descriptions: string[];
}

/**
 * Reads the competition's `item_data.json`: one object a line with `item_id`, `headline`, `short_description` (texts may
 * be empty), items 0..n-1 in any order. Other keys are ignored. Throws a UsageError with file and line.
 */
export async function readItems(path: string): Promise<CupTexts> {
  const rows = new NumberedRows<readonly [title: string, description: string]>(path, "item");
  await eachLine(path, (text, line) => {
    const where = at(path, line);
    const { item_id, headline, short_description } = parseObject(text, where);
    rows.add(
      item_id,
      [textOf(headline, "headline", where), textOf(short_description, "short_description", where)],
      line,
    );
  });
  const texts = rows.inOrder();
  return { titles: texts.map(([title]) => title), descriptions: texts.map(([, description]) => description) };
}

function textOf(value: unknown, key: string, where: string): string {
  if (typeof value !== "string") throw expected(`a text under ${key}`, value, where);
  return value;
}

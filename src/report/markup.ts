/** HTML as values: text is escaped where it enters a template, so no name or setting can become markup. */

/** HTML that needs no more escaping. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template of markup. */
export type MarkupValue = string | number | Markup | null | readonly MarkupValue[];

/** Template tag: html`<td>${cell}</td>` escapes every string; arrays are joined, null is nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return new Markup(strings.reduce((text, string, i) => text + render(values[i - 1]) + string));
}

/** Escapes text for an element or a quoted attribute. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function render(value: MarkupValue): string {
  if (value === null) return "";
  if (value instanceof Markup) return value.text;
  return Array.isArray(value) ? value.map(render).join("") : escapeText(String(value));
}

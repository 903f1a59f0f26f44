import { z } from "zod";

/** A setting as people are told of it. */
export interface SettingRow {
  readonly name: string;
  readonly type?: string;
  readonly default: unknown;
  readonly description: string;
}

/** The settings of a schema as rows for people, in its order. */
export function settingRows(schema: z.ZodType): SettingRow[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input" }) as { properties?: Record<string, object> };
  return Object.entries(properties).map(([name, property]) => {
    const { default: value, type, description = "" } = property as Partial<SettingRow>;
    return { name, type, default: value, description };
  });
}

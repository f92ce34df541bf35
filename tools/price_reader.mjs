// Formats figures with Intl.NumberFormat: rows of JSON on stdin, one answer for each on stdout; read by prices.py.
import { readFileSync } from "node:fs";

const optionsOf = (row) => {
  if (row.unit === "percent") return { style: "percent", maximumFractionDigits: 1 };
  if (row.unit === "number") return { minimumFractionDigits: row.decimals };
  const whole = row.plain ? { trailingZeroDisplay: "stripIfInteger" } : {};
  return { style: "currency", currency: row.unit, ...whole };
};

const answer = (row) => {
  const options = optionsOf(row);
  const value = row.unit === "percent" ? Number(row.value) / 100 : row.value;
  const usual = new Intl.NumberFormat(row.tag, options);
  const same = { minimumFractionDigits: row.decimals, maximumFractionDigits: row.decimals };
  const exact = new Intl.NumberFormat(row.tag, { ...options, ...same });
  return { usual: usual.format(value), exact: exact.format(value), tag: usual.resolvedOptions().locale };
};

const rows = JSON.parse(readFileSync(0, "utf8"));
const { node, icu, cldr } = process.versions;
process.stdout.write(JSON.stringify({ versions: { node, icu, cldr }, answers: rows.map(answer) }));

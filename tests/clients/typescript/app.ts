// A little app on the types that openapi-typescript makes of openapi.yaml: Maya looks at what she asked, asks for a
// call, taps twice by mistake, and is told what went wrong in words that can be shown.

import type { components, operations } from "./kept.js";

type Schemas = components["schemas"];
type Asked = operations["ask_to_be_called"]["responses"][201]["content"]["application/json"];
type Listed = operations["list_contact_requests"]["responses"][200]["content"]["application/json"];
type Ask = operations["ask_to_be_called"]["requestBody"]["content"]["application/json"];

class Refused extends Error {
  constructor(readonly problem: Schemas["Problem"]) {
    super(problem.title);
  }
}

class Kept {
  constructor(private readonly api: string, private readonly token: string) {}

  async list(): Promise<Listed> {
    return this.call<Listed>("GET", "/v1/me/contact-requests");
  }

  // The key belongs to the tap: a retry of the same tap sends the same key.
  async askToBeCalled(ask: Ask, tap: string): Promise<Asked> {
    return this.call<Asked>("POST", "/v1/me/contact-requests", ask, { "Idempotency-Key": tap });
  }

  private async call<Reply>(method: string, path: string, body?: object, more: Record<string, string> = {}) {
    const headers: Record<string, string> = { Authorization: `Bearer ${this.token}`, ...more };
    if (body) headers["Content-Type"] = "application/json";
    const reply = await fetch(this.api + path, { method, headers, body: body ? JSON.stringify(body) : undefined });
    if (!reply.ok) throw new Refused((await reply.json()) as Schemas["Problem"]);
    return (await reply.json()) as Reply;
  }
}

// What Maya sent may be a secret: then there is only a receipt, and nothing to show on a borrowed phone.
function shown(asked: Asked): string {
  return "due_in_words" in asked ? `Somebody calls you by ${asked.due_in_words}.` : "We have it.";
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Not so: ${what}`);
}

async function refusal(doing: Promise<unknown>): Promise<Schemas["Problem"]> {
  try {
    await doing;
  } catch (error) {
    if (error instanceof Refused) return error.problem;
    throw error;
  }
  throw new Error("Not so: it is refused");
}

async function main(api: string, token: string): Promise<void> {
  const kept = new Kept(api, token);
  const before = (await kept.list()).items.length;
  const tap = crypto.randomUUID();
  const asked = await kept.askToBeCalled({ about: "seeing my brother" }, tap);
  const again = await kept.askToBeCalled({ about: "seeing my brother" }, tap);
  must(JSON.stringify(again) === JSON.stringify(asked), "two taps are one request");
  must((await kept.list()).items.length === before + 1, "she finds it in her list");
  const other = await refusal(kept.askToBeCalled({ about: "my bus pass" }, tap));
  must(other.code === "different_body" && other.status === 422, "a key is for one thing");
  const late = await refusal(new Kept(api, "not-a-token").list());
  must(late.code === "not_signed_in" && late.type === "/docs/errors/not_signed_in", "she has to sign in");
  console.log(`${shown(asked)} And of a mistake she reads: "${other.title}"`);
}

// The one thing of Node that this program uses.
declare const process: { argv: string[] };

const [api = "", token = ""] = process.argv.slice(2);
await main(api, token);

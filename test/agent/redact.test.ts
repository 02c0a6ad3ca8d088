import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redactArguments } from "../../src/agent/redact.ts";

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N";

describe("masks what is secret", () => {
  test.each<[string, string[], string[]]>([
    ["an option's next argument", ["app", "--password", "x1"], ["app", "--password", "***"]],
    ["an option with one dash", ["app", "-passwd", "x1"], ["app", "-passwd", "***"]],
    ["an option's own value", ["app", "--password=x1"], ["app", "--password=***"]],
    ["a compound option", ["app", "--db-password", "x1"], ["app", "--db-password", "***"]],
    ["a camel case option", ["app", "--apiKey=x1"], ["app", "--apiKey=***"]],
    ["api-key", ["app", "--api-key", "x1"], ["app", "--api-key", "***"]],
    ["api_key", ["app", "--api_key=x1"], ["app", "--api_key=***"]],
    ["a token", ["app", "--token", "12345"], ["app", "--token", "***"]],
    ["a secret", ["app", "--client-secret=x1"], ["app", "--client-secret=***"]],
    ["auth", ["app", "--auth", "me:x1"], ["app", "--auth", "***"]],
    ["a Java property", ["java", "-Ddb.password=x1"], ["java", "-Ddb.password=***"]],
    ["a variable", ["env", "DB_PASSWORD=x1", "app"], ["env", "DB_PASSWORD=***", "app"]],
    ["a variable without separator", ["env", "PGPASSWORD=x1"], ["env", "PGPASSWORD=***"]],
    ["MYSQL_PWD", ["env", "MYSQL_PWD=x1"], ["env", "MYSQL_PWD=***"]],
    ["a quoted value", ["sh", "-c", "X_TOKEN='a b' app"], ["sh", "-c", "X_TOKEN=*** app"]],
    ["mysql -p", ["mysql", "-uroot", "-px1", "db"], ["mysql", "-uroot", "-p***", "db"]],
    ["mysqldump -p", ["/usr/bin/mysqldump", "-px1"], ["/usr/bin/mysqldump", "-p***"]],
    ["sshpass -p", ["sshpass", "-p", "x1", "ssh"], ["sshpass", "-p", "***", "ssh"]],
    ["redis-cli -a", ["redis-cli", "-a", "x1"], ["redis-cli", "-a", "***"]],
    ["docker login -p", ["docker", "login", "-p", "x1"], ["docker", "login", "-p", "***"]],
    ["curl -u", ["curl", "-u", "me:x1", "h"], ["curl", "-u", "me:***", "h"]],
    ["a URL's password", ["app", "postgres://me:x1@db/a"], ["app", "postgres://me:***@db/a"]],
    ["a URL's password with @", ["app", "amqp://me:x@1@db:5/"], ["app", "amqp://me:***@db:5/"]],
    [
      "a URL's password without user",
      ["app", "redis://:x1@db:6379"],
      ["app", "redis://:***@db:6379"],
    ],
    ["a query", ["curl", "http://h/?token=x1&a=b"], ["curl", "http://h/?token=***&a=b"]],
    ["a JWT", ["app", jwt], ["app", "***"]],
    ["a JWT in a text", ["app", `--with=${jwt};`], ["app", "--with=***;"]],
    [
      "a bearer header",
      ["curl", "-H", "Authorization: Bearer x1.y-z"],
      ["curl", "-H", "Authorization: Bearer ***"],
    ],
    [
      "a basic header",
      ["curl", "-H", "authorization: Basic bWU6eDE="],
      ["curl", "-H", "authorization: Basic ***"],
    ],
    ["a header of a key", ["curl", "-H", "X-Api-Key: x1 y"], ["curl", "-H", "X-Api-Key: ***"]],
    [
      "JSON",
      ["curl", "-d", '{"password": "x 1", "a": 1}'],
      ["curl", "-d", '{"password": ***, "a": 1}'],
    ],
    ["a script", ["sh", "-c", "app --password x1 --go"], ["sh", "-c", "app --password *** --go"]],
    ["a rewritten title", ["worker --token=x1 busy"], ["worker --token=*** busy"]],
    [
      "a GitHub token",
      ["git", `https://ghp_${"a1".repeat(18)}@github.com/x`],
      ["git", "https://***@github.com/x"],
    ],
    ["an AWS key id", ["app", "AKIAIOSFODNN7EXAMPLE"], ["app", "***"]],
    ["an argument that was made safe", ["app", "--password=a\u240Ab"], ["app", "--password=***"]],
  ])("%s", (_, args, expected) => {
    expect(redactArguments(args)).toEqual(expected);
  });
});

describe("leaves alone", () => {
  test.each<[string, string[]]>([
    ["an option that follows", ["app", "--password", "--verbose"]],
    ["a password file", ["app", "--password-file", "/run/secrets/db"]],
    ["a password file in one", ["app", "--password-file=/run/secrets/db"]],
    ["another option's -p", ["ssh", "-p", "22", "host"]],
    ["nginx -p", ["nginx", "-p/etc/nginx"]],
    ["mysql's prompt", ["mysql", "-p", "db"]],
    ["a tokenizer", ["app", "--tokenizer", "gpt2"]],
    ["a number of tokens", ["app", "--max-tokens", "4096"]],
    ["an author", ["git", "log", "--author=me"]],
    ["a bypass", ["app", "--bypass", "cache"]],
    ["a keyboard", ["app", "--keyboard=de"]],
    ["an auth mode", ["sshd", "--auth-mode=none"]],
    ["a user in a URL", ["git", "clone", "ssh://git@github.com/a/b"]],
    ["a port in a URL", ["app", "http://host:8080/a@b"]],
    ["a path", ["vi", "/etc/pam.d/common-password"]],
    ["a word", ["grep", "password", "file"]],
    ["curl's user agent", ["curl", "-A", "me:x1"]],
    ["an empty argument", ["app", "", "x"]],
    ["nothing", []],
  ])("%s", (_, args) => {
    expect(redactArguments(args)).toEqual(args);
  });
});

test("keeps the number of arguments, and masking twice changes nothing", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string({ unit: "grapheme" }),
          fc.constantFrom(
            "--password",
            "toString",
            "__proto__",
            "-p",
            "TOKEN=a",
            "http://a:b@c",
            "curl",
            "mysql",
            "-u",
          ),
        ),
      ),
      (args) => {
        const once = redactArguments(args);
        expect(once).toHaveLength(args.length);
        expect(redactArguments(once)).toEqual(once);
      },
    ),
  );
});

test("takes time in proportion to the text, whatever it holds", () => {
  const hostile = [
    "a".repeat(16_000),
    "pass-".repeat(4000),
    "a-".repeat(8000),
    'x="'.repeat(5000),
    "a://".repeat(4000),
  ];
  const begun = performance.now();
  for (const text of hostile) redactArguments(["sh", "-c", text]);
  expect(performance.now() - begun).toBeLessThan(1000);
});

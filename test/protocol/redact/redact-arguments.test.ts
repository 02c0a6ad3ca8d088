import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redactArguments } from "../../../src/protocol/redact/redact-arguments.ts";

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
    ["docker login -p joined", ["docker", "login", "-px1"], ["docker", "login", "-p***"]],
    [
      "podman login -p behind options",
      ["podman", "login", "-u", "me", "-p", "x1", "h"],
      ["podman", "login", "-u", "me", "-p", "***", "h"],
    ],
    ["curl -u joined", ["curl", "-uadmin:x1"], ["curl", "-uadmin:***"]],
    ["curl -u behind others", ["curl", "-sSu", "admin:x1"], ["curl", "-sSu", "admin:***"]],
    ["curl --user=", ["curl", "--user=admin:x1"], ["curl", "--user=admin:***"]],
    ["curl --user", ["curl", "--user", "admin:x1"], ["curl", "--user", "admin:***"]],
    ["curl --proxy-user=", ["curl", "--proxy-user=a:x1"], ["curl", "--proxy-user=a:***"]],
    ["a value with a dash", ["app", "--password", "-x1"], ["app", "--password", "***"]],
    [
      "a URL's password with a slash",
      ["app", "postgresql://u:pa/ss@h/db"],
      ["app", "postgresql://u:***@h/db"],
    ],
    [
      "a URL's password with a slash and @",
      ["app", "postgresql://u:p/a@s@h/db"],
      ["app", "postgresql://u:***@h/db"],
    ],
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

describe("masks in a shell's script", () => {
  test.each<[string, string]>([
    ["curl -u admin:x1 http://h", "curl -u admin:*** http://h"],
    ["curl -u 'admin:x 1' h", "curl -u 'admin:***' h"],
    ['curl --user="admin:x1" h', 'curl --user="admin:***" h'],
    ["mysql -px1", "mysql -p***"],
    ["mysql -p'x 1' db", "mysql -p*** db"],
    ["sshpass -p x1 ssh -p 22 h", "sshpass -p *** ssh -p 22 h"],
    ["cd /srv;  curl -u a:x1 h  &&  echo  done", "cd /srv;  curl -u a:*** h  &&  echo  done"],
    ["true | mysql -px1 2>&1 -u me", "true | mysql -p*** 2>&1 -u me"],
    ["curl 2>&1 -u a:x1", "curl 2>&1 -u a:***"],
    ["A=b curl -u a:x1", "A=b curl -u a:***"],
    ["if true; then exec curl -u a:x1; fi", "if true; then exec curl -u a:***; fi"],
    ["v=$(curl -u a:x1 h); echo $v", "v=$(curl -u a:*** h); echo $v"],
    ['echo "$(curl -u a:x1 h)"', 'echo "$(curl -u a:*** h)"'],
    ["echo `mysql -px1`", "echo `mysql -p***`"],
    ["one\u240Amysql -px1\u240Atwo", "one\u240Amysql -p***\u240Atwo"],
    ["bash -c 'mysql -px1 db'", "bash -c 'mysql -p*** db'"],
    ["app --password -x1 --go", "app --password *** --go"],
    ["curl -H 'X-Api-Key: x1 y' h", "curl -H 'X-Api-Key: ***' h"],
    ["mysql -px1 'unfinished", "mysql -p*** 'unfinished"],
  ])("%s", (script, expected) => {
    expect(redactArguments(["sh", "-c", script])).toEqual(["sh", "-c", expected]);
    expect(redactArguments(["sudo", "/bin/bash", "-lc", script, "x"])).toEqual([
      "sudo",
      "/bin/bash",
      "-lc",
      expected,
      "x",
    ]);
  });

  test.each<string>([
    "docker run -p 8080:80  nginx",
    "ssh -p 22 'a  b'; mkdir -p /x",
    "curl -A me:x1 \\\n  http://h:80/a@b",
    'for i in 1 2; do echo "$i:$j"; done',
    "mysql -p db",
    "grep -u a:b",
  ])("leaves %s alone", (script) => {
    expect(redactArguments(["sh", "-c", script])).toEqual(["sh", "-c", script]);
  });
});

describe("masks what stands behind another program", () => {
  test.each<[string]>([
    ["sudo"],
    ["sudo -u me"],
    ["sudo -nu me --"],
    ["doas -u me"],
    ["env"],
    ["env -i A=b"],
    ["/usr/bin/env -u HOME"],
    ["nice"],
    ["nice -n 5"],
    ["nice -5"],
    ["nohup"],
    ["timeout 5"],
    ["timeout -k 1 -s KILL 5m"],
    ["exec"],
    ["exec -a name"],
    ["setsid -w"],
    ["ionice -c 3"],
    ["stdbuf -oL -e 0"],
    ["sudo nice -n 5 timeout 5 env A=b"],
  ])("%s", (text) => {
    const before = text.split(" ");
    for (const [args, expected] of [
      [
        ["curl", "-uadmin:x1"],
        ["curl", "-uadmin:***"],
      ],
      [
        ["/usr/bin/mysql", "-px1", "db"],
        ["/usr/bin/mysql", "-p***", "db"],
      ],
      [
        ["ssh", "-p", "22", "-u"],
        ["ssh", "-p", "22", "-u"],
      ],
    ] as const)
      expect(redactArguments([...before, ...args])).toEqual([...before, ...expected]);
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
    ["a port of docker", ["docker", "run", "-p", "8080:80", "nginx"]],
    ["a port of podman", ["podman", "run", "-p8080:80", "nginx"]],
    ["a port of an image called login", ["docker", "run", "login", "-p", "80:80"]],
    ["a port of compose", ["docker", "-H", "h", "compose", "-p", "name", "up"]],
    ["a port behind sshpass", ["sshpass", "-e", "ssh", "-p", "22", "h"]],
    ["an option behind mysql --password", ["mysql", "--password", "-uroot", "db"]],
    ["an option of one letter", ["app", "--password", "-v"]],
    ["wget's user agent", ["wget", "-U", "Mozilla: 5"]],
    ["curl's user without password", ["curl", "--user=admin", "-uadmin", "-u", "admin"]],
    ["a port and a path with @", ["app", "http://host:8080/a/b@c/d@e"]],
    ["an IPv6 host and a path with @", ["app", "http://[::1]:8080/a@b"]],
    ["a user of sudo", ["sudo", "-u", "me", "ls", "-p"]],
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
            "sh",
            "-c",
            "sudo",
            "timeout",
            "docker",
            "login",
            "curl -ua:b; mysql -p'c d' \"e",
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
    "a://b:c/".repeat(2000),
    "'\"\\`$(".repeat(2500),
    "sh -c 'a ".repeat(1700),
    "sudo ".repeat(3000),
    "exec -a ".repeat(2000),
  ];
  const begun = performance.now();
  for (const text of hostile) redactArguments(["sh", "-c", text]);
  expect(performance.now() - begun).toBeLessThan(1000);
});

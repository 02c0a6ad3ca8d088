import { type PortBinding } from "../port.ts";
import { type NumberFieldId, type ProcessFieldId, processFields } from "../process-fields.ts";
import { commandOf, type HostView, processValue } from "../process-row.ts";
import { type CompareTerm, type Filter, type FilterValue, type Operator } from "./ast.ts";
import {
  type FilterFieldId,
  filterTypeOf,
  type HostFilterFieldId,
  isHostFilterField,
} from "./filter-field.ts";
import { compileTextTest } from "./match-text.ts";

/** Whether the process in a slot matches. The slot is in use. */
export type FilterTest = (view: HostView, slot: number) => boolean;

/**
 * A filter as one function. Fields, columns and regular expressions are looked up here, once; a row
 * then costs a few reads of typed arrays, and its command is put together only if a word asks for it.
 *
 * A comparison with a value that could not be read is false, also for `!=` and `!~`: what is not known
 * neither equals nor differs. Only `not` turns that around.
 */
export const compileFilter = (filter: Filter): FilterTest => {
  const command = new LowerCommand();
  const test = compileTerm(filter, command);
  return (view, slot) => {
    command.forget();
    return test(view, slot);
  };
};

/** The command of the row at hand in lower case, made at most once however many words ask for it. */
class LowerCommand {
  #text: string | undefined;

  forget(): void {
    this.#text = undefined;
  }

  of(view: HostView, slot: number): string {
    return (this.#text ??= commandOf(view, slot).toLowerCase());
  }
}

const compileTerm = (filter: Filter, command: LowerCommand): FilterTest => {
  switch (filter.kind) {
    case "all":
      return () => true;
    case "and": {
      const tests = compileTerms(filter.terms, command);
      return (view, slot) => {
        for (const test of tests) if (!test(view, slot)) return false;
        return true;
      };
    }
    case "or": {
      const tests = compileTerms(filter.terms, command);
      return (view, slot) => {
        for (const test of tests) if (test(view, slot)) return true;
        return false;
      };
    }
    case "not": {
      const test = compileTerm(filter.term, command);
      return (view, slot) => !test(view, slot);
    }
    case "text": {
      const wanted = filter.text.toLowerCase();
      return (view, slot) => command.of(view, slot).includes(wanted);
    }
    case "compare":
      return compileComparison(filter);
    case "in": {
      const tests = filter.values.map((value) =>
        compileComparison({ kind: "compare", field: filter.field, operator: "=", value }),
      );
      return (view, slot) => {
        for (const test of tests) if (test(view, slot)) return true;
        return false;
      };
    }
  }
};

/** Text last: it costs the most, and a cheaper test may have decided by then. */
const compileTerms = (terms: readonly Filter[], command: LowerCommand): readonly FilterTest[] =>
  [...terms].sort((a, b) => costOf(a) - costOf(b)).map((term) => compileTerm(term, command));

const costOf = (filter: Filter): number => {
  switch (filter.kind) {
    case "all":
      return 0;
    case "text":
      return 4;
    case "not":
      return costOf(filter.term);
    case "and":
    case "or":
      return Math.max(...filter.terms.map(costOf));
    case "in":
    case "compare":
      return filterTypeOf(filter.field) === "text" ? 3 : 1;
  }
};

const compileComparison = ({ field, operator, value }: CompareTerm): FilterTest => {
  switch (filterTypeOf(field)) {
    case "number":
      return compileNumber(field as ProcessFieldId, operator, value as number);
    case "ports":
      return compilePorts(operator, value as number);
    case "status":
      return compileStatus(operator, value as string);
    case "flag":
      return compileFlag(operator, value);
    case "text":
      return compileText(field, operator, value as string);
  }
};

const compileNumber = (field: ProcessFieldId, operator: Operator, value: number): FilterTest => {
  const test = numberTests[operator];
  if (field === "pid" || field === "start")
    return (view, slot) => test(view.state.processes[field][slot] as number, value);
  const { origin, resolution } = processFields[field];
  if (origin === "computed")
    return (view, slot) => {
      const now = processValue(view, slot, field);
      return now !== null && test(now as number, value);
    };
  // Divided as `processValue` divides, so that `cpu = 0.29` matches what is shown as 0.29.
  const perUnit = Math.round(1 / resolution);
  const column = field as NumberFieldId;
  return (view, slot) =>
    test((view.state.processes.numbers[column][slot] as number) / perUnit, value);
};

/** NaN, an absent number, fails each of them. */
const numberTests: Readonly<Record<Operator, (now: number, value: number) => boolean>> = {
  "=": (now, value) => now === value,
  "!=": (now, value) => now < value || now > value,
  ">": (now, value) => now > value,
  ">=": (now, value) => now >= value,
  "<": (now, value) => now < value,
  "<=": (now, value) => now <= value,
  // The parser lets no pattern through to a number.
  "~": () => false,
  "!~": () => false,
};

/** Any listening port decides; `!=` says that none is the one. */
const compilePorts = (operator: Operator, value: number): FilterTest => {
  const test = numberTests[operator === "!=" ? "=" : operator];
  const wanted = operator !== "!=";
  return (view, slot) => {
    const ports = view.state.processes.info.ports[slot] as readonly PortBinding[] | null;
    if (ports === null) return false;
    for (const { port } of ports) if (test(port, value)) return wanted;
    return !wanted;
  };
};

const compileStatus = (operator: Operator, letter: string): FilterTest => {
  const test = numberTests[operator];
  const code = letter.charCodeAt(0);
  return (view, slot) => test(view.state.processes.numbers.status[slot] as number, code);
};

const compileFlag = (operator: Operator, value: FilterValue): FilterTest => {
  const wanted = (value === true) === (operator === "=");
  return (view, slot) => view.state.processes.info.kernel_thread[slot] === wanted;
};

const compileText = (field: FilterFieldId, operator: Operator, value: string): FilterTest => {
  const test = compileTextTest(operator, value);
  if (isHostFilterField(field)) {
    return (view) => {
      const text = hostText(view, field);
      return text !== null && test(text);
    };
  }
  return (view, slot) => {
    const now = processValue(view, slot, field);
    if (now === null) return false;
    return test(typeof now === "string" ? now : (now as readonly string[]).join(" "));
  };
};

const hostText = (view: HostView, field: HostFilterFieldId): string | null =>
  field === "host" ? view.host : view.facts[field];

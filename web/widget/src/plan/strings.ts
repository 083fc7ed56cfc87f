/** The few words that must be there without the clinic's content, where all others are (plan.yml). */
export interface PlanStrings {
  button: string;
  ground: string;
  exercises: string;
  missing: string;
  nobody: string;
}

export const planEn: PlanStrings = {
  button: "My plan",
  ground: "Ground myself",
  exercises: "Exercises",
  missing: "This could not be loaded, because there is no connection. Help is there all the same.",
  nobody: "Log in to see your safety plan, or to make one. Help and grounding work without it.",
};

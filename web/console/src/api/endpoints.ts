/** One function for each route that the console uses. */
import { client, WHO } from './client';
import type {
  AuditPage, Case, CaseDetail, CaseloadPatient, ConversationPage, Guidance, Invitation, Me, Measure, Message, Named, Outcome, Person, Review, ReviewedCase,
  Role, SearchQuery, SearchResult,
} from './types';

export interface PageWanted {
  after?: number;
  before?: number;
  around?: number;
  limit?: number;
}

function query(values: object): string {
  const pairs = Object.entries(values).filter((pair): pair is [string, string | number] => pair[1] !== undefined && pair[1] !== '');
  return pairs.length ? `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString()}` : '';
}

export const session = {
  me: (signal?: AbortSignal) => client.get<Me>(WHO, signal),
  login: (login: string, password: string) => client.post<Me>('/auth/login', { login, password }),
  logout: () => client.post<unknown>('/auth/logout?side=staff'),
};

export const cases = {
  list: (status: 'active' | 'resolved', signal?: AbortSignal) =>
    client.get<{ cases: Case[] }>(`/staff/cases${query({ status })}`, signal).then((answer) => answer.cases),
  get: (id: string, signal?: AbortSignal) => client.get<CaseDetail>(`/staff/cases/${id}`, signal),
  claim: (id: string, version: number) => client.post<{ case: Case }>(`/staff/cases/${id}/claim`, { version }),
  renew: (id: string) => client.post<unknown>(`/staff/cases/${id}/renew`),
  release: (id: string, note: string) => client.post<unknown>(`/staff/cases/${id}/release`, note ? { note } : {}),
  takeOver: (id: string) => client.post<unknown>(`/staff/cases/${id}/takeover`),
  handBack: (id: string) => client.post<unknown>(`/staff/cases/${id}/hand-back`),
  /** Also hands the conversation back to the assistant. */
  resolve: (id: string, outcome: Outcome, note: string) =>
    client.post<unknown>(`/staff/cases/${id}/resolve`, { outcome, note, hand_back: true }),
};

export const conversations = {
  page: (id: string, wanted: PageWanted, signal?: AbortSignal) =>
    client.get<ConversationPage>(`/staff/conversations/${id}/messages${query(wanted)}`, signal),
  events: (id: string) => `/api/staff/conversations/${id}/events`,
  /** `confirmation` is that of the `confirm_needed` which this very text was answered with. */
  send: (id: string, clientId: string, text: string, epoch: number, confirmation?: string) =>
    client.post<{ message: Message; check?: 'done' | 'failed' }>(`/staff/conversations/${id}/messages`, {
      client_id: clientId, text, epoch, ...(confirmation ? { confirmation } : {}),
    }),
  /** Says that these messages were visible to whoever is logged in. */
  read: (id: string, first: number, through: number) => client.post<unknown>(`/staff/conversations/${id}/read`, { first, through }),
  typing: (id: string) => client.post<unknown>(`/staff/conversations/${id}/typing`),
};

export const staffEvents = '/api/staff/events';

export const patients = {
  list: (signal?: AbortSignal) =>
    client.get<{ patients: CaseloadPatient[] }>('/staff/patients', signal).then((answer) => answer.patients),
  create: (person: { display_name: string; country?: string; time_zone?: string }) =>
    client.post<{ patient: Named; invitation: Invitation }>('/staff/patients', person),
  /** Finished questionnaires, newest first. */
  measures: (id: string, signal?: AbortSignal) =>
    client.get<{ measures: Measure[] }>(`/staff/patients/${id}/measures`, signal).then((answer) => answer.measures),
  invite: (id: string) => client.post<{ invitation: Invitation }>(`/staff/patients/${id}/invitations`),
};

export const supervisor = {
  search: (wanted: SearchQuery) => client.post<{ results: SearchResult[]; next_cursor: string | null }>('/supervisor/search', wanted),
  page: (id: string, wanted: PageWanted, signal?: AbortSignal) =>
    client.get<ConversationPage>(`/supervisor/conversations/${id}/messages${query(wanted)}`, signal),
  reviews: (id: string, signal?: AbortSignal) =>
    client.get<{ reviews: Review[] }>(`/supervisor/conversations/${id}/reviews`, signal).then((answer) => answer.reviews),
  review: (id: string, review: { rating: number; comment: string; message_id?: string }) =>
    client.post<unknown>(`/supervisor/conversations/${id}/reviews`, review),
  case: (id: string, signal?: AbortSignal) => client.get<ReviewedCase>(`/supervisor/cases/${id}`, signal),
  audit: (objectId: string, limit: number, signal?: AbortSignal) =>
    client.get<AuditPage>(`/supervisor/audit${query({ object_id: objectId, limit })}`, signal),
};

export const administrator = {
  people: (signal?: AbortSignal) => client.get<{ people: Person[] }>('/admin/people', signal).then((answer) => answer.people),
  create: (person: { role: Role; display_name: string; login: string; password: string }) =>
    client.post<unknown>('/admin/people', person),
  disable: (id: string, reason: string) => client.post<unknown>(`/admin/people/${id}/disable`, reason ? { reason } : {}),
  caseloads: (signal?: AbortSignal) =>
    client.get<{ caseloads: Guidance[] }>('/admin/caseloads', signal).then((answer) => answer.caseloads),
  assign: (therapistId: string, patientId: string) =>
    client.post<unknown>('/admin/caseloads', { therapist_id: therapistId, patient_id: patientId }),
};

import { client } from '../api/client';
import type { Alarms, Drills, LateCase, Reach } from './types';

export const alarms = {
  state: (signal?: AbortSignal) => client.get<Alarms>('/staff/alarms', signal),
  late: (signal?: AbortSignal) => client.get<{ cases: LateCase[] }>('/staff/late-cases', signal).then((answer) => answer.cases),
  drills: (signal?: AbortSignal) => client.get<Drills>('/admin/drills', signal),
  runDrill: () => client.post<Drills>('/admin/drills'),
  reach: (signal?: AbortSignal) => client.get<Reach>('/admin/reach', signal),
  setOnCall: (people: string[]) => client.post<Reach>('/admin/on-call', { people }),
  addContact: (personId: string, address: string) => client.post<Reach>('/admin/contacts', { person_id: personId, address }),
  removeContact: (id: string) => client.post<Reach>(`/admin/contacts/${id}/remove`),
};

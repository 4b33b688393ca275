// Each client does what its users do all day, unmodified. Arguments: client name, base URL, bearer token.
// Prints one line per step; ends with 1 and the reason at the first step that is not as the client expects.
import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';

// A browser has it; Node only from 22 on. The client wants it to exist, not to work.
globalThis.WebSocket ??= class {};

const require = createRequire(import.meta.url);
const [, , name, baseUrl, token] = process.argv;
const run = `${name}-${process.pid}-${Date.now()}`;
const system = 'http://clients.example/number';

const step = async (what, work) => {
  const result = await work();
  console.log(`${name}: ${what}`);
  return result;
};
const person = (number, family) => ({
  resourceType: 'Patient',
  identifier: [{ system, value: `${run}-${number}` }],
  name: [{ family, given: ['三'], text: `${family}三` }],
  birthDate: '1980-02-29',
});
const result = (patient) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '718-7' }] },
  subject: { reference: patient },
  effectiveDateTime: '2026-03-02T08:00:00+08:00',
  valueQuantity: { value: 131.5, unit: 'g/L', system: 'http://unitsofmeasure.org', code: 'g/L' },
});

const clients = {
  async 'fhir-kit-client'() {
    const module = await import('fhir-kit-client');
    const Client = module.default?.default ?? module.default ?? module.Client;
    const client = new Client({ baseUrl, bearerToken: token });
    const statement = await step('capabilityStatement', () => client.capabilityStatement());
    assert.equal(statement.fhirVersion, '4.0.1');
    const made = await step('create', () => client.create({ resourceType: 'Patient', body: person(1, '张') }));
    assert.ok(made.id);
    assert.equal(made.meta.versionId, '1');
    const read = await step('read', () => client.read({ resourceType: 'Patient', id: made.id }));
    assert.deepEqual(read, made);
    const updated = await step('update', () =>
      client.update({ resourceType: 'Patient', id: made.id, body: { ...made, gender: 'male' } }));
    assert.equal(updated.meta.versionId, '2');
    const old = await step('vread', () => client.vread({ resourceType: 'Patient', id: made.id, version: '1' }));
    assert.deepEqual(old, made);
    const patched = await step('patch', () => client.patch({
      resourceType: 'Patient', id: made.id, jsonPatch: [{ op: 'replace', path: '/gender', value: 'female' }],
    }));
    assert.equal(patched.gender, 'female');
    for (let n = 0; n < 3; n++) {
      await client.create({ resourceType: 'Observation', body: result(`Patient/${made.id}`) });
    }
    let page = await step('search', () =>
      client.search({ resourceType: 'Observation', searchParams: { patient: made.id, _count: 2, _sort: '-date' } }));
    assert.equal(page.entry.length, 2);
    page = await step('nextPage', () => client.nextPage({ bundle: page }));
    assert.equal(page.entry.length, 1);
    const everything = await step('operation', () =>
      client.operation({ name: 'everything', resourceType: 'Patient', id: made.id, method: 'GET' }));
    assert.equal(everything.entry.filter((e) => e.resource.resourceType === 'Observation').length, 3);
    const answer = await step('transaction', () => client.transaction({
      body: {
        resourceType: 'Bundle',
        type: 'transaction',
        entry: [
          { fullUrl: 'urn:uuid:8a7f0f4e-6d54-4d3a-9a1c-4ad9c7a6e001', resource: person(2, '李'),
            request: { method: 'POST', url: 'Patient', ifNoneExist: `identifier=${system}|${run}-2` } },
          { resource: result('urn:uuid:8a7f0f4e-6d54-4d3a-9a1c-4ad9c7a6e001'),
            request: { method: 'POST', url: 'Observation' } },
        ],
      },
    }));
    assert.match(answer.entry[1].response.status, /^201/);
    const history = await step('resourceHistory', () => client.resourceHistory({ resourceType: 'Patient', id: made.id }));
    assert.equal(history.entry.length, 3);
    await step('delete', () => client.delete({ resourceType: 'Patient', id: made.id }));
    await step('read of the deleted', () => assert.rejects(
      client.read({ resourceType: 'Patient', id: made.id }), (e) => e.response.status === 410));
  },

  async fhirclient() {
    const FHIR = require('fhirclient');
    const url = new URL(baseUrl);
    const request = { url: '/', headers: { host: url.host }, socket: {} };
    const response = { setHeader() {}, end() {} };
    const storage = () => ({ get: async () => undefined, set: async (k, v) => v, unset: async () => true });
    const client = FHIR(request, response, storage).client({ serverUrl: baseUrl, tokenResponse: { access_token: token } });
    const made = await step('create', () => client.create(person(1, '王')));
    assert.ok(made.id);
    const read = await step('request', () => client.request(`Patient/${made.id}`));
    assert.equal(read.name[0].text, '王三');
    for (let n = 0; n < 5; n++) {
      await client.create(result(`Patient/${made.id}`));
    }
    const all = await step('request with pages and references', () => client.request(
      `Observation?patient=${made.id}&_count=2`, { pageLimit: 0, flat: true, resolveReferences: ['subject'] }));
    assert.equal(all.length, 5);
    const updated = await step('update', () => client.update({ ...made, gender: 'male' }));
    assert.equal(updated.gender, 'male');
    const patched = await step('patch', () =>
      client.patch(`Patient/${made.id}`, [{ op: 'add', path: '/active', value: true }]));
    assert.equal(patched.active, true);
    await step('delete', () => client.delete(`Patient/${made.id}`));
  },

  async '@medplum/core'() {
    const { MedplumClient } = await import('@medplum/core');
    const root = baseUrl.replace(/\/fhir$/, '/');
    const client = new MedplumClient({ baseUrl: root, fhirUrlPath: 'fhir', accessToken: token, fetch });
    client.setAccessToken(token);
    const made = await step('createResource', () => client.createResource(person(1, '赵')));
    assert.ok(made.id);
    const same = await step('createResourceIfNoneExist', () =>
      client.createResourceIfNoneExist(person(1, '赵'), `identifier=${system}|${run}-1`));
    assert.equal(same.id, made.id);
    const read = await step('readResource', () => client.readResource('Patient', made.id, { cache: 'reload' }));
    assert.equal(read.name[0].text, '赵三');
    const updated = await step('updateResource', () => client.updateResource({ ...read, gender: 'male' }));
    assert.equal(updated.meta.versionId, '2');
    const patched = await step('patchResource', () =>
      client.patchResource('Patient', made.id, [{ op: 'add', path: '/active', value: true }]));
    assert.equal(patched.active, true);
    const found = await step('searchResources', () =>
      client.searchResources('Patient', { identifier: `${system}|${run}-1` }, { cache: 'reload' }));
    assert.equal(found.length, 1);
    const upserted = await step('upsertResource', () =>
      client.upsertResource(person(3, '钱'), { identifier: `${system}|${run}-3` }));
    assert.ok(upserted.id);
    const history = await step('readHistory', () => client.readHistory('Patient', made.id));
    assert.equal(history.entry.length, 3);
    const valid = await step('validateResource', () => client.validateResource({ ...person(9, '孙') }));
    assert.equal(valid.resourceType, 'OperationOutcome');
    const batch = await step('executeBatch', () => client.executeBatch({
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        { request: { method: 'GET', url: `Patient/${made.id}` } },
        { request: { method: 'GET', url: 'Patient/there-is-none' } },
      ],
    }));
    assert.deepEqual(batch.entry.map((e) => e.response.status.slice(0, 3)), ['200', '404']);
    await step('deleteResource', () => client.deleteResource('Patient', made.id));
    await step('read of the deleted', () => assert.rejects(client.readResource('Patient', made.id, { cache: 'reload' })));
  },
};

try {
  await clients[name]();
  console.log(`${name}: all well`);
} catch (e) {
  console.error(`${name}: ${e.message}\n${e.stack}\n${JSON.stringify(e.outcome ?? e.response?.data ?? '')}`);
  process.exit(1);
}
process.exit(0);

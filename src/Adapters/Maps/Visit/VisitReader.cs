using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>The visit: PV1 with PV2. In an ADT message it is the content, elsewhere it is only mentioned.</summary>
internal static class VisitReader
{
    /// <summary>Reads the visit an ADT event is about.</summary>
    /// <param name="scope">The conversion.</param>
    /// <param name="required">A01, A03, A04 and A11 are nothing without one.</param>
    public static Encounter? ReadEvent(Scope scope, bool required)
    {
        var pv1 = scope.Message.First("PV1");
        if (pv1 is null || NumberOf(scope, pv1) is not { } number)
        {
            if (required)
                scope.Missing("PV1-19", "The visit number");
            return null;
        }

        var visit = Read(scope, pv1, number);
        visit.Status = VisitCodes.StatusOf(scope.Trigger, visit);
        if (visit.Status is Encounter.EncounterStatus.Finished)
            visit.Location.ForEach(l => l.Status = Encounter.EncounterLocationStatus.Completed);
        scope.Encounter = scope.Draft.Put(visit, number.System, number.Value);
        return visit;
    }

    /// <summary>Refers to the visit other messages belong to, when they number it.</summary>
    public static void Mention(Scope scope)
    {
        if (scope.Message.First("PV1") is not { } pv1 || NumberOf(scope, pv1) is not { } number)
            return;
        scope.Encounter = scope.Draft.Stub(number.System, number.Value, () =>
        {
            var visit = Read(scope, pv1, number);
            visit.Status = VisitCodes.StatusOf("", visit);
            return visit;
        });
    }

    /// <summary>DG1 → Condition, and its place among the diagnoses of the visit.</summary>
    public static IReadOnlyList<ResourceReference> ReadDiagnoses(Scope scope, IEnumerable<Hl7Segment> segments,
        string owner, Encounter? visit = null)
    {
        var references = new List<ResourceReference>();
        foreach (var dg1 in segments)
        {
            var condition = new Condition
            {
                Subject = scope.Patient,
                Encounter = scope.Encounter,
                ClinicalStatus = new(FhirNames.Terminology("condition-clinical"), "active"),
                Category = [new(FhirNames.Terminology("condition-category"), "encounter-diagnosis")],
            };
            Dg1Map.Rows.Read(dg1, condition, scope);
            if (condition.Code is null)
            {
                scope.Missing(dg1[3], "The diagnosis");
                continue;
            }

            if (condition.VerificationStatus?.Coding[0].Code is "entered-in-error")
                condition.ClinicalStatus = null;
            var reference = Put(scope, condition, Kinds.Condition, dg1[20], $"{owner}/{WhatIs(condition.Code)}");
            references.Add(reference);
            if (visit is null)
                continue;
            var use = new Encounter.DiagnosisComponent { Condition = reference };
            Dg1Map.Use.Read(dg1, use, scope, $"Encounter[1].diagnosis[{visit.Diagnosis.Count + 1}]");
            visit.Diagnosis.Add(use);
        }

        return references;
    }

    /// <summary>PR1 → Procedure.</summary>
    public static IReadOnlyList<ResourceReference> ReadProcedures(Scope scope, string owner)
    {
        var references = new List<ResourceReference>();
        foreach (var pr1 in scope.Message.All("PR1"))
        {
            var procedure = new Procedure
            {
                Status = EventStatus.Completed,
                Subject = scope.Patient,
                Encounter = scope.Encounter,
            };
            Pr1Map.Rows.Read(pr1, procedure, scope);
            if (procedure.Code is null)
                scope.Missing(pr1[3], "code");
            else
                references.Add(Put(scope, procedure, Kinds.Procedure, pr1[19], $"{owner}/{WhatIs(procedure.Code)}"));
        }

        return references;
    }

    // EI of the sender when there is one, else what it is within the visit or referral.
    private static ResourceReference Put<T>(Scope scope, T resource, string kind, Hl7Value number, string otherwise)
        where T : Resource, IIdentifiable<List<Identifier>>
    {
        var id = number.TextOrNull?.Trim() ?? otherwise;
        var system = scope.SystemOf(scope.Context.Member, kind);
        for (var copy = 2; scope.Draft.Holds(resource.TypeName, system, id); copy++)
            id = $"{otherwise}/{copy}";
        resource.Identifier.Add(new(system, id));
        return scope.Draft.Put(resource, system, id);
    }

    private static string WhatIs(CodeableConcept concept) => concept.Coding.FirstOrDefault()?.Code ?? concept.Text!;

    private static Encounter Read(Scope scope, Hl7Segment pv1, BusinessNumber number)
    {
        var visit = new Encounter { Subject = scope.Patient, ServiceProvider = scope.Custodian };
        Pv1Map.Rows.Read(pv1, visit, scope);
        if (!visit.Identifier.Exists(i => i.System == number.System && i.Value == number.Value))
            visit.Identifier.Insert(0, new(number.System, number.Value));
        if (scope.Message.First("PV2") is { } pv2)
            Pv2Map.Rows.Read(pv2, visit, scope);
        return visit;
    }

    // PV1-19; many hospitals write the visit number into PID-18 instead.
    private static BusinessNumber? NumberOf(Scope scope, Hl7Segment pv1)
    {
        var row = new MapRow("PV1-19", "identifier", Presence.Optional);
        var found = new FieldReader(scope, row, pv1, pv1[19]).Identifier(Kinds.Visit);
        if (found is null && scope.Message.First("PID") is { } pid)
            found = new FieldReader(scope, row, pid, pid[18]).Identifier(Kinds.Visit);
        if (found is null)
            return null;
        scope.VisitKey = found.Value;
        return new(found.System!, found.Value!);
    }
}

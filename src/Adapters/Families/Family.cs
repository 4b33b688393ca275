using System.Collections.Frozen;

namespace IntegrationHub.Adapters;

/// <summary>Which events there are and who reads them: after the patient, before the Provenance.</summary>
internal static class Family
{
    private static readonly FrozenDictionary<string, Action<Scope>> Readers = new Dictionary<string, Action<Scope>>
    {
        ["ADT^A01"] = scope => ReadVisit(scope, required: true),
        ["ADT^A03"] = scope => ReadVisit(scope, required: true),
        ["ADT^A04"] = scope => ReadVisit(scope, required: true),
        ["ADT^A08"] = scope => ReadVisit(scope, required: false),
        ["ADT^A11"] = scope => ReadVisit(scope, required: true),
        ["ORU^R01"] = ReadResults,
        ["ORM^O01"] = ReadOrders,
        ["OML^O21"] = ReadOrders,
        ["SIU^S12"] = AppointmentReader.Read,
        ["SIU^S13"] = AppointmentReader.Read,
        ["SIU^S14"] = AppointmentReader.Read,
        ["SIU^S15"] = AppointmentReader.Read,
        ["SIU^S26"] = AppointmentReader.Read,
        ["REF^I12"] = ReadReferral,
        ["REF^I13"] = ReadReferral,
        ["REF^I14"] = ReadReferral,
    }.ToFrozenDictionary();

    /// <summary>All events, sorted.</summary>
    public static IReadOnlyList<string> Events { get; } = [.. Readers.Keys.Order(StringComparer.Ordinal)];

    public static Action<Scope>? Find(string @event) => Readers.GetValueOrDefault(@event);

    private static void ReadVisit(Scope scope, bool required)
    {
        var visit = VisitReader.ReadEvent(scope, required);
        PatientReader.ReadAllergies(scope);
        PatientReader.ReadCoverages(scope);
        if (visit is null)
            return;
        VisitReader.ReadDiagnoses(scope, scope.Message.All("DG1"), scope.VisitKey!, visit);
        VisitReader.ReadProcedures(scope, scope.VisitKey!);
        var keys = new ObservationKeys(scope, scope.VisitKey!);
        foreach (var obx in scope.Message.All("OBX"))
            StandaloneObx.Read(scope, obx, keys, out _);
    }

    private static void ReadResults(Scope scope)
    {
        VisitReader.Mention(scope);
        var results = new ResultReader(scope);
        foreach (var segment in scope.Message.Segments)
            results.Take(segment);
        results.Close();
        if (scope.Message.First("OBR") is null)
            scope.Missing("OBR", "The observation request segment");
    }

    private static void ReadOrders(Scope scope)
    {
        VisitReader.Mention(scope);
        PatientReader.ReadAllergies(scope);
        PatientReader.ReadCoverages(scope);
        var orders = new OrderReader(scope);
        foreach (var segment in scope.Message.Segments)
            orders.Take(segment);
        orders.Close();
        if (orders.Count == 0)
            scope.Missing("ORC", "The common order segment");
    }

    private static void ReadReferral(Scope scope)
    {
        VisitReader.Mention(scope);
        PatientReader.ReadCoverages(scope);
        new ReferralReader(scope).Read();
    }
}

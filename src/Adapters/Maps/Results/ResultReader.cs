using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>
/// Walks the order and result groups of a message: [ORC] OBR [NTE] {OBX [NTE]} {SPM}. Each OBR is one report; a note
/// belongs to what stands before it.
/// </summary>
/// <param name="scope">The conversion.</param>
/// <param name="otherwise">Number of reports whose OBR has none (parts of a referral); null: a number is
/// required.</param>
internal sealed class ResultReader(Scope scope, string? otherwise = null)
{
    private readonly List<ResourceReference> reports = [];
    private Hl7Segment? orc;
    private ReportGroup? group;

    public IReadOnlyList<ResourceReference> Reports => reports;

    public void Take(Hl7Segment segment)
    {
        switch (segment.Name)
        {
            case "ORC":
                Close();
                orc = segment;
                break;
            case "OBR":
                Close();
                Begin(segment);
                break;
            case "OBX":
                group?.AddObservation(segment);
                break;
            case "NTE":
                group?.AddNote(segment);
                break;
            case "SPM":
                group?.AddSpecimen(segment);
                break;
            case "TQ1":
                group?.AddTiming(segment);
                break;
        }
    }

    public void Close()
    {
        group?.Close();
        if (group is not null)
            orc = null;
        group = null;
    }

    private void Begin(Hl7Segment obr)
    {
        var numbers = OrderNumbers.Read(scope, orc, obr);
        var number = (numbers.Filler ?? numbers.Placer)?.Value;
        if (number is null && otherwise is not null)
            number = $"{otherwise}/{obr.Occurrence}";
        if (number is null)
        {
            scope.Missing(obr[3], "The filler or placer order number");
            number = "";
        }

        var report = new DiagnosticReport { Subject = scope.Patient, Encounter = scope.Encounter };
        ObrMap.Report.Read(obr, report, scope);
        var system = scope.SystemOf(scope.Context.Member, Kinds.Report);
        var id = report.Code?.Coding.FirstOrDefault()?.Code is { } code ? $"{number}/{code}" : number;
        for (var copy = 2; scope.Draft.Holds("DiagnosticReport", system, id); copy++)
            id = $"{number}/{report.Code?.Coding.FirstOrDefault()?.Code}/{copy}";
        report.Identifier.Insert(0, new(system, id));
        reports.Add(scope.Draft.Put(report, system, id));
        group = new(scope, report, obr, number) { Order = Mention(numbers, obr) };
    }

    // The order behind the report is the placer's to tell; it is made from here only when nobody knows it.
    private OrderMention? Mention(OrderNumbers numbers, Hl7Segment obr)
    {
        if (numbers.Identity is not { } identity)
            return null;
        ServiceRequest? made = null;
        var reference = scope.Draft.Stub(identity.System, identity.Value, () => made = new ServiceRequest
        {
            Intent = RequestIntent.Order,
            Subject = scope.Patient,
            Encounter = scope.Encounter,
        });
        if (made is null)
            return new(reference, null);
        if (orc is not null)
            OrcMap.Order.Read(orc, made, scope);
        ObrMap.Order.Read(obr, made, scope);
        return new(reference, made);
    }
}

/// <summary>The order a report answers.</summary>
/// <param name="Reference">Where it is.</param>
/// <param name="Made">The resource, when this message is the first to mention it.</param>
internal sealed record OrderMention(ResourceReference Reference, ServiceRequest? Made);

using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>One report with what stands around it in the bundle.</summary>
internal sealed class ReportOut
{
    public ReportOut(Draft draft, DiagnosticReport report, int number)
    {
        (Report, Number) = (report, number);
        Order = report.BasedOn.Select(draft.Find<ServiceRequest>).FirstOrDefault(o => o is not null);
        Specimens = [.. report.Specimen.Select(draft.Find<Specimen>).OfType<Specimen>()];
        Observations = InOrder(draft, report.Result);
        Placer = Order is null ? null : Numbers.Find(Order.Identifier, Kinds.Placer, "PLAC");
        Filler = Numbers.Find(report.Identifier, Kinds.Filler, "FILL")
            ?? (Order is null ? null : Numbers.Find(Order.Identifier, Kinds.Filler, "FILL"))
            ?? report.Identifier.FirstOrDefault();
    }

    public int Number { get; }

    public DiagnosticReport Report { get; }

    /// <summary>The order it answers, when the bundle holds it.</summary>
    public ServiceRequest? Order { get; }

    public Identifier? Placer { get; }

    public Identifier? Filler { get; }

    public IReadOnlyList<Specimen> Specimens { get; }

    /// <summary>Its observations, members of a panel behind the panel.</summary>
    public IReadOnlyList<Observation> Observations { get; }

    private static List<Observation> InOrder(Draft draft, IEnumerable<ResourceReference> results)
    {
        var seen = new HashSet<Observation>();
        var ordered = new List<Observation>();
        var waiting = new Stack<ResourceReference>(results.Reverse());
        while (waiting.TryPop(out var next))
        {
            if (draft.Find<Observation>(next) is not { } observation || !seen.Add(observation))
                continue;
            ordered.Add(observation);
            foreach (var member in Enumerable.Reverse(observation.HasMember))
                waiting.Push(member);
        }
        return ordered;
    }
}

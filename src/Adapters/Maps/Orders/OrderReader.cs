using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>
/// Walks the orders of a message: ORC [TQ1] [OBR] [NTE] [DG1] {OBX} {SPM}. Each OBR is one order with one task; an ORC
/// without OBR (a cancellation, often) is an order, too.
/// </summary>
internal sealed class OrderReader(Scope scope)
{
    private Hl7Segment? orc;
    private OrderGroup? group;
    private bool used = true; // the ORC at hand has its order

    /// <summary>Orders read.</summary>
    public int Count { get; private set; }

    public void Take(Hl7Segment segment)
    {
        switch (segment.Name)
        {
            case "ORC":
                Close();
                (orc, used) = (segment, false);
                break;
            case "OBR":
                Join(segment);
                break;
            case "TQ1":
                Current()?.AddTiming(segment);
                break;
            case "NTE":
                Current()?.AddNote(segment);
                break;
            case "DG1":
                Current()?.AddDiagnosis(segment);
                break;
            case "OBX":
                Current()?.AddObservation(segment);
                break;
            case "SPM":
                Current()?.AddSpecimen(segment);
                break;
        }
    }

    public void Close()
    {
        Current()?.Close();
        group = null;
    }

    // TQ1 may stand between ORC and OBR: the group begins with ORC and OBR joins it.
    private void Join(Hl7Segment obr)
    {
        if (group is { HasDetail: false })
        {
            group.AddDetail(obr);
            return;
        }

        group?.Close();
        Begin(obr);
    }

    private OrderGroup? Current()
    {
        if (group is null && !used)
            Begin(null);
        return group;
    }

    private void Begin(Hl7Segment? obr)
    {
        if (orc is null)
        {
            scope.Missing("ORC", "The common order segment before OBR");
            orc = obr; // go on, to report what else is missing
        }

        var first = !used;
        used = true;
        Count++;
        group = OrderGroup.Begin(scope, orc!, obr, first);
    }
}

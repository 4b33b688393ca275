namespace IntegrationHub.Hl7v2;

/// <summary>The smallest parts of a message.</summary>
internal static class Leaves
{
    public static IReadOnlyList<Hl7Path> Unread(Hl7Message message, ReadLog log)
    {
        var unread = new List<Hl7Path>();
        foreach (var segment in message.Segments)
        {
            for (var number = segment.IsHeader ? 3 : 1; number <= segment.FieldCount; number++)
                Add(segment[number], log, unread);
        }
        return unread;
    }

    // Paths are as short as the value allows: PID-8, not PID-8(1).1.1.
    private static void Add(Hl7Value field, ReadLog log, List<Hl7Path> unread)
    {
        foreach (var repetition in field.Repetitions)
        {
            foreach (var component in repetition.Components)
            {
                foreach (var leaf in component.SubComponents)
                {
                    if (leaf.IsAbsent || log.IsRead(leaf.Start))
                        continue;
                    var path = leaf.Path;
                    var only = Covers(repetition, field);
                    var whole = Covers(component, repetition);
                    var single = Covers(leaf, component);
                    unread.Add(path with
                    {
                        Repetition = only ? 0 : path.Repetition,
                        Component = whole && single ? 0 : path.Component,
                        SubComponent = single ? 0 : path.SubComponent,
                    });
                }
            }
        }
    }

    private static bool Covers(Hl7Value part, Hl7Value whole) => part.Start == whole.Start && part.End == whole.End;
}

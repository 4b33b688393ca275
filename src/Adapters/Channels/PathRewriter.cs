using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>
/// Moves misplaced fields and fills defaults, so that the standard maps find everything in its place. Works on the raw
/// text of fields: escapes and repetitions move along.
/// </summary>
internal static class PathRewriter
{
    /// <summary>The message the maps read; the same one when the channel rewrites nothing.</summary>
    public static Result<RewrittenMessage> Rewrite(Hl7Message message, ChannelMap map)
    {
        if (map.Rewrites.Count == 0 && map.Defaults.Count == 0)
            return new RewrittenMessage(message, []);
        var lines = message.Segments.Select(s => new Line(s)).ToList();
        var moves = new List<Move>();
        foreach (var rewrite in map.Rewrites)
            Apply(rewrite, lines, message.Separators, moves);
        foreach (var preset in map.Defaults)
            Apply(preset, lines, message.Separators, moves);
        var text = string.Join('\r', lines.Select(l => l.Write(message.Separators.Field)));
        return Hl7Message.Parse(text).Then<RewrittenMessage>(parsed => new RewrittenMessage(parsed, moves));
    }

    private static void Apply(PathRewrite rewrite, List<Line> lines, Hl7Separators separators, List<Move> moves)
    {
        foreach (var at in lines.Where(l => IsMeant(l, rewrite.From)).ToList())
        {
            var value = at.Get(rewrite.From, separators);
            if (value.Length == 0)
                continue;
            var target = Target(rewrite.To, at, lines);
            if (target.Get(rewrite.To, separators).Length > 0)
                continue;
            at.Set(rewrite.From, "", separators);
            target.Set(rewrite.To, value, separators);
            moves.Add(new(Place(rewrite.To, target), Place(rewrite.From, at)));
        }
    }

    private static void Apply(FieldDefault preset, List<Line> lines, Hl7Separators separators, List<Move> moves)
    {
        foreach (var line in lines.Where(l => IsMeant(l, preset.Path)))
        {
            if (line.Get(preset.Path, separators).Length > 0)
                continue;
            line.Set(preset.Path, Hl7Escapes.Escape(preset.Value, separators), separators);
            moves.Add(new(Place(preset.Path, line), null));
        }
    }

    private static bool IsMeant(Line line, Hl7Path path) =>
        line.Name == path.Segment && (path.Occurrence <= 1 || path.Occurrence == line.Occurrence);

    // The nearest segment of that name before the source, else the first one, else a new one behind the source.
    private static Line Target(Hl7Path path, Line source, List<Line> lines)
    {
        if (path.Segment == source.Name)
            return source;
        var found = lines.FindLastIndex(source.Index, l => l.Name == path.Segment);
        if (found < 0)
            found = lines.FindIndex(l => l.Name == path.Segment);
        if (found >= 0)
            return lines[found];
        var made = new Line(path.Segment);
        lines.Insert(source.Index + 1, made);
        for (var index = source.Index + 1; index < lines.Count; index++)
            lines[index].Index = index;
        return made;
    }

    private static Hl7Path Place(Hl7Path path, Line line) => path with { Occurrence = line.Occurrence };

    /// <summary>One segment as raw fields.</summary>
    private sealed class Line
    {
        private readonly List<string> fields = [];
        private readonly bool isHeader;

        public Line(string name) => Name = name;

        public Line(Hl7Segment segment)
        {
            (Name, isHeader) = (segment.Name, segment.Name is "MSH" or "FHS" or "BHS");
            (Index, Occurrence) = (segment.Position - 1, segment.Occurrence);
            for (var number = isHeader ? 2 : 1; number <= segment.FieldCount; number++)
                fields.Add(segment[number].Raw);
        }

        public string Name { get; }

        /// <summary>0-based place among the lines.</summary>
        public int Index { get; set; }

        public int Occurrence { get; } = 1;

        public string Get(Hl7Path path, Hl7Separators separators)
        {
            var at = path.Field - (isHeader ? 2 : 1);
            if (at < 0 || at >= fields.Count)
                return "";
            if (path.Component == 0)
                return fields[at];
            var parts = fields[at].Split(separators.Component);
            return path.Component <= parts.Length ? parts[path.Component - 1] : "";
        }

        public void Set(Hl7Path path, string value, Hl7Separators separators)
        {
            var at = path.Field - (isHeader ? 2 : 1);
            while (fields.Count <= at)
                fields.Add("");
            if (path.Component == 0)
            {
                fields[at] = value;
                return;
            }

            var parts = fields[at].Split(separators.Component).ToList();
            while (parts.Count < path.Component)
                parts.Add("");
            parts[path.Component - 1] = value;
            fields[at] = string.Join(separators.Component, parts);
        }

        public string Write(char separator) =>
            Name == Hl7Segment.NoSegment ? string.Concat(fields) : $"{Name}{separator}{string.Join(separator, fields)}";
    }
}

/// <summary>A field that stands elsewhere now.</summary>
/// <param name="To">Where the maps read it.</param>
/// <param name="From">Where it stood; null for a default.</param>
internal sealed record Move(Hl7Path To, Hl7Path? From);

/// <summary>The message the maps read, and the way back to the one that was sent.</summary>
internal sealed record RewrittenMessage(Hl7Message Message, IReadOnlyList<Move> Moves)
{
    /// <summary>The same paths in the message that was sent: a moved field is named by where it stood.</summary>
    public IReadOnlyList<Hl7Path> ToOriginal(IReadOnlyList<Hl7Path> paths) =>
        Moves.Count == 0 ? paths : [.. paths.Select(Back).OfType<Hl7Path>()];

    private Hl7Path? Back(Hl7Path path)
    {
        foreach (var move in Moves)
        {
            if (Covers(move.To, path))
                return move.From is not { } from ? null : path with
                {
                    Segment = from.Segment,
                    Occurrence = from.Occurrence,
                    Field = from.Field,
                    Component = from.Component == 0 ? path.Component : from.Component,
                };
        }

        return path;
    }

    private static bool Covers(Hl7Path moved, Hl7Path path) =>
        moved.Segment == path.Segment && moved.Occurrence == Math.Max(path.Occurrence, 1) && moved.Field == path.Field
        && (moved.Component == 0 || moved.Component == path.Component);
}

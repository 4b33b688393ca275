using System.Globalization;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>Whether a message without the field can be converted.</summary>
internal enum Presence
{
    /// <summary>Absent: the message is refused, with every other reason.</summary>
    Required,

    /// <summary>Absent: the element stays empty. Unusable: a warning, and the field is listed as unread.</summary>
    Optional,
}

/// <summary>One row: where it reads, what it writes. The part that does not depend on the target's type.</summary>
internal record MapRow
{
    private readonly int field;
    private readonly int component;

    public MapRow(string path, string element, Presence presence)
    {
        (Path, Element, Presence) = (path, element, presence);
        var dash = path.IndexOf('-', StringComparison.Ordinal);
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var number = dot < 0 ? path.AsSpan(dash + 1) : path.AsSpan(dash + 1, dot - dash - 1);
        field = int.Parse(number, CultureInfo.InvariantCulture);
        component = dot < 0 ? 0 : int.Parse(path.AsSpan(dot + 1), CultureInfo.InvariantCulture);
        LocalKind = path.ToLowerInvariant();
    }

    /// <summary>E.g. <c>OBX-3</c> or <c>PID-11.4</c>.</summary>
    public string Path { get; }

    /// <summary>Element written, relative to the target.</summary>
    public string Element { get; }

    public Presence Presence { get; }

    /// <summary>Last part of the system of codes that name none: <c>urn:hub:county:obx-3</c>.</summary>
    public string LocalKind { get; }

    public Hl7Value In(Hl7Segment segment) => component == 0 ? segment[field] : segment[field].Component(component);
}

/// <summary>One row of a map onto <typeparamref name="T"/>.</summary>
internal sealed record MapRow<T>(string Path, string Element, Presence Presence, Action<T, FieldReader> Write)
    : MapRow(Path, Element, Presence);

/// <summary>A field left out on purpose.</summary>
internal sealed record IgnoredField(string Path, string Why);

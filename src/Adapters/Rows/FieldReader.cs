using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>One field under one row: reads it as a FHIR data type and reports what cannot be read.</summary>
internal readonly partial struct FieldReader(Scope scope, MapRow row, Hl7Segment segment, Hl7Value value)
{
    public Scope Scope => scope;

    public Hl7Segment Segment => segment;

    public Hl7Value Value => value;

    /// <summary>First leaf, or null.</summary>
    public string? Text => value.TextOrNull;

    /// <summary>The same row over another value: a repetition, a component, a neighbour field.</summary>
    public FieldReader At(Hl7Value other) => new(scope, row, segment, other);

    /// <summary>This row over each repetition.</summary>
    public IEnumerable<FieldReader> Repetitions()
    {
        foreach (var repetition in value.Repetitions)
        {
            if (repetition.HasValue)
                yield return At(repetition);
        }
    }

    /// <summary>All repetitions as a person reads them, one line each; null when there is nothing.</summary>
    public string? Lines()
    {
        var parts = value.Repetitions;
        var lines = (parts.Count == 1 ? value.PlainText : string.Join('\n', parts.Select(r => r.PlainText))).TrimEnd();
        return lines.Length > 0 ? lines : null;
    }

    /// <summary>The field is read elsewhere; this row only says where to.</summary>
    public void Carry() => value.MarkRead();

    /// <summary>
    /// The value cannot be read: an error when the row requires it; else a warning, and the value stays listed as
    /// unread.
    /// </summary>
    public void Malformed(string expected)
    {
        var problem = HubError.FieldMalformed(value.Path.ToString(), expected);
        if (row.Presence == Presence.Required)
        {
            scope.Fail(problem);
            return;
        }

        scope.Warn(problem);
        scope.Keep(value);
    }

    /// <summary>A code no table knows; the original is kept by the caller.</summary>
    public void Unmapped(string table) => scope.Warn(new(
        HubErrorCode.CodeUnmapped,
        $"The code is not in {table}; map it in the channel's code table. The original is kept.",
        value.Path.ToString()));

    /// <summary>
    /// An earlier field wins; when this one says something else it stays with the message, listed as unread.
    /// </summary>
    public T? Prefer<T>(T? earlier, T? read)
        where T : Base
    {
        if (earlier is not null && read is not null && !earlier.IsExactly(read))
            scope.Keep(value);
        return earlier ?? read;
    }

    /// <inheritdoc cref="Prefer{T}(T, T)" />
    public T? Prefer<T>(T? earlier, T? read)
        where T : struct
    {
        if (earlier is not null && read is not null && !earlier.Equals(read))
            scope.Keep(value);
        return earlier ?? read;
    }

    /// <inheritdoc cref="Prefer{T}(T, T)" />
    public string? Prefer(string? earlier, string? read)
    {
        if (earlier is not null && read is not null && earlier != read)
            scope.Keep(value);
        return earlier ?? read;
    }

    public decimal? Number()
    {
        var read = Nm.Read(value);
        if (read.IsOk)
            return read.Value;
        Malformed("a number");
        return null;
    }

    public Quantity? Quantity(Cq quantity)
    {
        if (At(quantity.Quantity) is not { Value.HasValue: true } number || number.Number() is not { } amount)
            return null;
        return new() { Value = amount, Unit = quantity.Unit.Code ?? quantity.Unit.Display };
    }
}

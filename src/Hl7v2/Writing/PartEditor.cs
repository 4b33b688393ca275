using System.Text;

namespace IntegrationHub.Hl7v2;

/// <summary>Replaces one part of a raw field and leaves every other character as it is.</summary>
internal static class PartEditor
{
    /// <summary>Replaces what the path names inside one field; separators are added up to that place.</summary>
    public static string Replace(string field, Hl7Path path, string part, Hl7Separators separators)
    {
        if (path is { Repetition: 0, Component: 0 })
            return part;
        var repetition = Math.Max(path.Repetition, 1);
        if (path.Component == 0)
            return Nth(field, repetition, separators.Repetition, _ => part);
        return Nth(field, repetition, separators.Repetition, r =>
            Nth(r, path.Component, separators.Component, c =>
                path.SubComponent == 0 ? part : Nth(c, path.SubComponent, separators.SubComponent, _ => part)));
    }

    private static string Nth(string whole, int number, char separator, Func<string, string> edit)
    {
        if (separator == '\0')
            return number == 1
                ? edit(whole)
                : throw new ArgumentException("The message declares no separator for this.");
        var from = 0;
        for (var n = 1; n < number; n++)
        {
            var next = whole.IndexOf(separator, from);
            if (next < 0)
                return new StringBuilder(whole).Append(separator, number - n).Append(edit("")).ToString();
            from = next + 1;
        }
        var end = whole.IndexOf(separator, from);
        end = end < 0 ? whole.Length : end;
        return string.Concat(whole.AsSpan(0, from), edit(whole[from..end]), whole.AsSpan(end));
    }
}

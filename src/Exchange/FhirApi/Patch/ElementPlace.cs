using System.Text.Json.Nodes;
using Hl7.Fhir.Model;

namespace IntegrationHub.Exchange;

/// <summary>
/// Where an element stands in FHIR JSON. A primitive has a sibling, <c>_name</c>, for its id and extensions; both move
/// together.
/// </summary>
/// <param name="Holder">The object it is a property of.</param>
/// <param name="Property">Name of the property.</param>
/// <param name="Index">Its index in a list; null: no list.</param>
internal sealed record ElementPlace(JsonObject Holder, string Property, int? Index)
{
    private string Sibling => "_" + Property;

    /// <summary>Items of the list.</summary>
    public int Count =>
        Math.Max((Holder[Property] as JsonArray)?.Count ?? 0, (Holder[Sibling] as JsonArray)?.Count ?? 0);

    /// <summary>The place of an element; null when it is no part of the resource's JSON.</summary>
    public static ElementPlace? Of(JsonObject root, PocoNode node)
    {
        if (node.Parent is not { } parent || Container(root, parent) is not { } holder || node.Name is not { } name)
            return null;
        var property = new[] { name, name + PathOperation.Upper(node.Poco.TypeName) }
            .FirstOrDefault(p => holder.ContainsKey(p) || holder.ContainsKey("_" + p));
        return property is null ? null : new(holder, property, holder[property] is JsonArray ? node.Index : null);
    }

    /// <summary>The JSON object of an element that holds others.</summary>
    public static JsonObject? Container(JsonObject root, PocoNode node)
    {
        if (node.Parent is null)
            return root;
        if (Of(root, node) is not { } place)
            return null;
        var value = place.Holder[place.Property];
        return (place.Index is { } i ? (value as JsonArray)?[i] : value) as JsonObject;
    }

    /// <summary>True when the element has a value, whatever its type.</summary>
    public static bool Holds(JsonObject holder, string name, bool isChoice) => holder.Any(p =>
        p.Key.TrimStart('_') is var key && (key == name || (isChoice && key.Length > name.Length
            && key.StartsWith(name, StringComparison.Ordinal) && char.IsAsciiLetterUpper(key[name.Length]))));

    public bool SameList(ElementPlace other) => ReferenceEquals(Holder, other.Holder) && Property == other.Property;

    public void Set(PatchValue value)
    {
        if (value.Node is not null)
            Holder[Property] = value.Node.DeepClone();
        if (value.Extra is not null)
            Holder[Sibling] = value.Extra.DeepClone();
    }

    /// <summary>Puts a value where one was taken away.</summary>
    public void Restore(PatchValue value)
    {
        if (Index is { } index)
            Insert(index, value);
        else
            Set(value);
    }

    public void Delete()
    {
        if (Index is not { } index)
        {
            Holder.Remove(Property);
            Holder.Remove(Sibling);
            return;
        }

        foreach (var name in new[] { Property, Sibling })
        {
            if (Holder[name] is JsonArray list && index < list.Count)
                list.RemoveAt(index);
        }
    }

    /// <returns>False when the list has no such place.</returns>
    public bool Insert(int index, PatchValue value)
    {
        var count = Count;
        if (index > count)
            return false;
        if (Holder[Property] is not JsonArray list)
            Holder[Property] = list = [];
        list.Insert(index, value.Node?.DeepClone());
        if (Holder[Sibling] is JsonArray extras && extras.Count > 0)
            extras.Insert(Math.Min(index, extras.Count), value.Extra?.DeepClone());
        else if (value.Extra is not null)
            Holder[Sibling] = new JsonArray(
                [.. Enumerable.Range(0, count + 1).Select(i => i == index ? value.Extra.DeepClone() : null)]);
        return true;
    }

    /// <returns>False when the list has no such places.</returns>
    public bool Move(int from, int to)
    {
        if (from >= Count || to >= Count)
            return false;
        foreach (var name in new[] { Property, Sibling })
        {
            if (Holder[name] is not JsonArray list || from >= list.Count)
                continue;
            var item = list[from];
            list.RemoveAt(from);
            list.Insert(Math.Min(to, list.Count), item);
        }

        return true;
    }
}

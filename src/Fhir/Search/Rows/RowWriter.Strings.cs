using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

internal sealed partial class RowWriter
{
    private void Text(Base value, Base parent)
    {
        switch (value)
        {
            case HumanName whole:
                Name(whole);
                break;
            case Address address:
                Text(address.Text);
                foreach (var line in address.Line)
                    Text(line);
                Text(address.City);
                Text(address.District);
                Text(address.State);
                Text(address.PostalCode);
                Text(address.Country);
                break;
            default:
                var text = Literal(value);
                Text(text);
                if (parent is HumanName human && Pinyin.IsHan(text))
                    Part(text!, isFamily: ReferenceEquals(value, human.FamilyElement), human);
                break;
        }
    }

    private void Name(HumanName human)
    {
        Text(human.Text);
        Text(human.Family);
        foreach (var given in human.Given)
            Text(given);
        foreach (var prefix in human.Prefix)
            Text(prefix);
        foreach (var suffix in human.Suffix)
            Text(suffix);
        if (Pinyin.IsHan(human.Family) || Pinyin.IsHan(human.Text))
            Chinese(human);
    }

    // 张 + 三 is found as 张三, zhangsan and zs, however the sender divided it; the given name also by itself.
    private void Chinese(HumanName human)
    {
        var given = string.Concat(human.Given);
        var whole = Pinyin.IsHan(human.Family) ? human.Family + given : human.Text!;
        Spelling(SearchText.Fold(whole).Replace(" ", "", StringComparison.Ordinal));
        foreach (var spelling in Pinyin.Of(whole, withSurname: true))
            Spelling(spelling);
        if (Pinyin.IsHan(given))
            Spellings(given, withSurname: false);
        if (whole != human.Text && Pinyin.IsHan(human.Text))
            Spellings(human.Text!, withSurname: true);
    }

    private void Part(string text, bool isFamily, HumanName human)
    {
        Spellings(text, isFamily);
        if (!isFamily && human.GivenElement.Count > 1)
            Spellings(string.Concat(human.Given), withSurname: false);
    }

    private void Spellings(string text, bool withSurname)
    {
        foreach (var spelling in Pinyin.Of(text, withSurname))
            Spelling(spelling);
    }

    // Not the text itself again: 张三 sent as such has its row.
    private void Spelling(string spelling)
    {
        for (var i = start; i < rows.Count; i++)
        {
            if (rows[i] is StringRow { Value: var value } && value == spelling)
                return;
        }

        Add(new StringRow(name.Plain, spelling));
    }

    private void Text(string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
            Add(new StringRow(name.Plain, SearchText.Fold(text), text));
    }
}

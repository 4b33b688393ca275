using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Fhir;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData("ＡＢＣ　張  三 ", "abc 张 三")]
    [InlineData("Zhāng Sān", "zhang san")]
    [InlineData("O'Brien-Smith, J.", "obriensmith j")]
    [InlineData("Straße Müller Øre", "strasse muller ore")]
    [InlineData("𠮷野䶮", "𠮷野䶮")]
    [InlineData("阿凡提·買買提", "阿凡提买买提")]
    [InlineData("㗲", "𠵾")]
    [InlineData("ｶﾞ인", "ガ인")]
    [InlineData("①２", "12")]
    [InlineData("--", "--")]
    [InlineData(" \t", "")]
    public void Text_is_folded(string text, string folded)
    {
        Assert.Equal(folded, SearchText.Fold(text));
        Assert.Equal(folded, SearchText.Fold(folded));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_a_character_nobody_knows() =>
        Assert.Equal("a\ufffdb", SearchText.Fold("a\ud800B"));

    [Theory]
    [InlineData("张", "三", "zhangsan zs san")]
    [InlineData("張", "三", "zhangsan zs san")]
    [InlineData("䶮", "𠮷", "yanji yj ji")]
    [InlineData("单", "雄", "shanxiong sx xiong")]
    [InlineData("單", "雄", "shanxiong sx xiong")]
    [InlineData("曾", "巩", "zenggong zg gong")]
    [InlineData("仇", "英", "qiuying qy ying")]
    [InlineData("查", "英", "zhaying zy ying")]
    [InlineData("朴", "英", "piaoying py ying")]
    [InlineData("任", "英", "renying ry ying")]
    [InlineData("区", "英", "ouying oy ying")]
    [InlineData("盖", "英", "geying gaiying gy ying")]
    [InlineData("尉迟", "恭", "yuchigong ycg gong")]
    [InlineData("吕", "布", "lvbu lubu lyubu lb bu")]
    [InlineData("解", "茜", "xieqian xiexi xq xx qian xi")]
    public void A_Chinese_name_is_found_by_its_pinyin_and_initials(string family, string given, string expected)
    {
        var patient = new Patient { Name = [new() { Family = family, Given = [given] }] };

        var spellings = SearchIndex.Rows(patient).OfType<StringRow>()
            .Where(r => r is { Parameter: "name", Exact: null } && char.IsAscii(r.Value[0])).Select(r => r.Value);

        Assert.Equal(expected, string.Join(' ', spellings));
    }

    [Fact]
    public void A_name_that_comes_as_one_text_is_found_like_one_in_parts()
    {
        var rows = SearchIndex.Rows(new Patient { Name = [new() { Text = "尉迟 恭" }] }).OfType<StringRow>();

        Assert.Equal(["尉迟 恭", "尉迟恭", "yuchigong", "ycg"], rows.Select(r => r.Value));
    }

    [Fact]
    public void Family_and_given_name_have_pinyin_of_their_own_and_other_texts_have_none()
    {
        var patient = new Patient
        {
            Name = [new() { Family = "单", Given = ["小明"] }],
            Address = [new() { City = "资阳市" }],
        };

        var rows = SearchIndex.Rows(patient).OfType<StringRow>().ToLookup(r => r.Parameter, r => r.Value);

        Assert.Equal(["单", "shan"], rows["family"]);
        Assert.Equal(["小明", "xiaoming", "xm"], rows["given"]);
        Assert.Equal(["资阳市"], rows["address-city"]);
    }

    [Fact]
    public void The_readings_of_a_name_of_polyphones_are_limited() =>
        Assert.InRange(Pinyin.Of("盖乐行重长朝", withSurname: true).Count, 2, 2 * Pinyin.MostCombinations);

    [Theory]
    [InlineData("Zhang San", "zhang san|zhangsan")]
    [InlineData("zhang'san", "zhangsan")]
    [InlineData("張 三", "张 三|张三")]
    [InlineData("zs", "zs")]
    public void A_name_is_looked_up_with_and_without_blanks(string typed, string expected) =>
        Assert.Equal(expected, string.Join('|', SearchText.NameQuery(typed)));

    [Fact]
    public void Suffixes_begin_at_Chinese_characters_and_are_limited()
    {
        Assert.Equal(["县医院𠮷1", "医院𠮷1", "院𠮷1", "𠮷1"], SearchText.Suffixes("abc县医院𠮷1"));
        Assert.Empty(SearchText.Suffixes("abc"));
        Assert.Equal(SearchText.MostSuffixes, SearchText.Suffixes(new string('院', 40)).Count);
    }

    [Fact]
    public void A_resource_is_found_by_words_of_its_narrative_and_of_all_its_texts()
    {
        var observation = new Observation
        {
            Text = new() { Div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><b>白细胞</b> &lt;Low&gt;</div>" },
            Status = ObservationStatus.Final,
            Code = new() { Text = "血紅蛋白", Coding = [new("urn:x", "718-7") { Display = "Hemoglobin [Mass]" }] },
        };

        Assert.Equal(
            ["白细*", "细胞*", "胞*", "low*", "hemoglobin", "mass", "血红", "红蛋", "蛋白", "白"],
            SearchIndex.Words(observation).Select(w => w.Narrative ? w.Text + "*" : w.Text));
    }

    [Theory]
    [InlineData("血红蛋白", "血红 红蛋 蛋白")]
    [InlineData("白 WBC-count", "白* wbc count")]
    [InlineData("𠮷", "𠮷*")]
    [InlineData("Low low", "low")]
    [InlineData("!?", "")]
    public void A_query_is_the_words_it_holds(string query, string words) =>
        Assert.Equal(words, string.Join(' ', SearchText.Words(query).Select(w => w.Prefix ? w.Text + "*" : w.Text)));
}

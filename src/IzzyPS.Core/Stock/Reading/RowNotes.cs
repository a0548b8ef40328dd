using IzzyPS.Output;
using IzzyPS.Stock.Profiles;
using IzzyPS.Stock.Values;

namespace IzzyPS.Stock.Reading;

/// <summary>The notes about one row while it is read. The object is reused for each row.</summary>
internal sealed class RowNotes
{
    private const int LongestRawValue = 200;

    private List<FieldFault>? _faults;

    /// <summary>The faults of the row, or null.</summary>
    public ref List<FieldFault>? Faults => ref _faults;

    /// <summary>The meaning of the partner's word for the body, where the API has no value for it.</summary>
    public WordTrait Trait { get; private set; }

    /// <summary>The partner's word for the body, where <see cref="Trait"/> is set.</summary>
    public string? BodyWord { get; private set; }

    public void Clear()
    {
        _faults = null;
        Trait = WordTrait.None;
        BodyWord = null;
    }

    public void NoteBody(WordTrait trait, ReadOnlySpan<char> word)
    {
        Trait = trait;
        BodyWord = trait == WordTrait.Coupe ? PlainText.ToVisible(word, LongestRawValue) : null;
    }

    /// <summary>Notes a fault of a value.</summary>
    /// <param name="field">The field, or null for the row as a whole.</param>
    /// <param name="code">The code.</param>
    /// <param name="raw">The value as it was written.</param>
    /// <param name="isWrong">What is wrong and what would be accepted. In the message, this text follows the field and the value.</param>
    public void AddFault(VehicleField field, string code, ReadOnlySpan<char> raw, string isWrong)
    {
        var shown = PlainText.ToVisible(raw, LongestRawValue);
        AddFault(new FieldFault(field, code, shown, $"{field.CsvName} '{shown}' {isWrong}."));
    }

    public void AddFault(FieldFault fault) => (_faults ??= []).Add(fault);

    public void AddNotANumber(VehicleField field, ReadOnlySpan<char> raw, NumberFlaw flaw, string accepted)
    {
        if (flaw == NumberFlaw.Ambiguous)
            AddFault(field, "AmbiguousNumber", raw, $"can be read in two ways; accepted: {accepted}, or set decimalMark in the partner's profile");
        else
            AddFault(field, "NotANumber", raw, $"is not a number; accepted: {accepted}");
    }
}

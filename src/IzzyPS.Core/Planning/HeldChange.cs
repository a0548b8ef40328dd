namespace IzzyPS;

/// <summary>One field of a change that is held back: the field keeps the value that was last sent, and the vehicle's other fields are sent.</summary>
/// <param name="Field">The field, with the value that stays and the value that the file asks for.</param>
/// <param name="Reason">The code of the reason.</param>
/// <param name="Message">Why, and how to allow it, in one English sentence.</param>
public sealed record HeldChange(FieldChange Field, BlockReason Reason, string Message)
{
    /// <summary>Returns the field with both values.</summary>
    public override string ToString() => Field.ToString();
}

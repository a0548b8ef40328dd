BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Test-IzzyDealer' {
    AfterEach { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

    It 'asks for a token and reads the ledger' {
        $it = Connect-Sandbox
        $test = Test-IzzyDealer
        $test.IsReady | Should -BeTrue
        $test.Active | Should -Be 0
        $it.Sandbox.Requests | Should -Be 1
    }

    It 'says that the secret is wrong, and does not say the secret' {
        $sandbox = Start-IzzySandbox
        $wrong = [pscredential]::new($sandbox.Credential.UserName, (ConvertTo-SecureString 'planted-secret' -AsPlainText))
        $null = Connect-IzzyDealer -BaseUri $sandbox.BaseUri -Credential $wrong -LedgerPath $sandbox.LedgerPath -WarningAction Ignore
        $test = Test-IzzyDealer -ErrorVariable errors -ErrorAction SilentlyContinue
        $test.HasToken | Should -BeFalse
        $test.HasLedger | Should -BeTrue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'DealerUnavailable*'
        $errors[0].CategoryInfo.Category | Should -Be AuthenticationError
        "$($errors[0])$($errors[0].Exception)" | Should -Not -BeLike '*planted-secret*'
    }
}
